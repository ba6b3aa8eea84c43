// What is said: words, with variables and the sound of them; or a recorded prompt, with its words beside it.

import { Menu } from '../../components/menu.js'
import { api } from '../../core/api.js'
import { t } from '../../core/i18n.js'
import { html, useRef } from '../../core/ui.js'
import { wordsOf } from './model.js'
import { Player } from './player.js'
import { drawing, mayWrite, names, variables } from './store.js'

/** @param {import('./widgets.js').ControlProps} props */
export function SpokenField({ id, shape, value, set, label, path, invalid, describedBy }) {
  const area = useRef(/** @type {HTMLTextAreaElement | null} */ (null))
  const words = wordsOf(value)
  const recording = typeof value === 'object' && value ? String(value.recording ?? '') : ''
  const language = String(drawing.value.flow.language ?? 'en')
  const address = recording ? `/prompts/${encodeURIComponent(recording)}/audio` : '/spoken-text'
  /** @param {string} text @param {string} record */
  function put(text, record = recording) {
    if (record) set({ text, recording: record })
    else set(text === '' && shape.nothing ? undefined : text)
  }
  /** @param {string} name */
  function insert(name) {
    const box = area.current
    const [from, to] = [box?.selectionStart ?? words.length, box?.selectionEnd ?? words.length]
    put(`${words.slice(0, from)}{${name}}${words.slice(to)}`)
    setTimeout(() => {
      box?.focus()
      box?.setSelectionRange(from + name.length + 2, from + name.length + 2)
    })
  }
  const prompts = names.value.prompts
  return html`<div class="spoken">
    <textarea class="input" ref=${area} id=${id} data-path=${path} rows="3" disabled=${!mayWrite} value=${words} maxlength="2000"
      aria-invalid=${invalid ? 'true' : undefined} aria-describedby=${describedBy}
      onInput=${(/** @type {any} */ event) => put(event.currentTarget.value)}></textarea>
    <div class="row tight">
      <${Player} label=${t('Listen: {what}', { what: label })} address=${words || recording ? api.url(address, recording ? {} : { text: words, language }) : null} />
      <${Menu} button=${{ small: true, kind: 'plain', icon: 'code', label: t('Insert a variable'), disabled: !mayWrite }}
        choices=${[{ title: t('Insert a variable') }, ...variables().map((name) => ({ title: name, run: () => insert(name) }))]} />
      <select class="input small grow" disabled=${!mayWrite} value=${recording} aria-label=${t('Sound of: {what}', { what: label })} data-path=${`${path}/recording`}
        onChange=${(/** @type {any} */ event) => put(words || (prompts.find((prompt) => prompt.id === event.currentTarget.value)?.name ?? ''), event.currentTarget.value)}>
        <option value="">${t('Spoken by the voice')}</option>
        ${recording && !prompts.some((prompt) => prompt.id === recording) && html`<option value=${recording}>${t('{name} (not there)', { name: recording })}</option>`}
        ${prompts.map((prompt) => html`<option value=${prompt.id}>${t('Recorded: {name}', { name: prompt.name })}</option>`)}
      </select>
    </div>
  </div>`
}
