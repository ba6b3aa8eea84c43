// Many at once out of a CSV file: all of it, or, with each wrong place named by its line, nothing.

import { Banner } from '../components/banner.js'
import { Button } from '../components/button.js'
import { Dialog } from '../components/dialog.js'
import { api, Problem } from '../core/api.js'
import { toast } from '../core/dialogs.js'
import { fmt, t, tn } from '../core/i18n.js'
import { html, useId, useRef, useState } from '../core/ui.js'

const SHOWN = 50 // places

/** `/3/shortcut`: line and column. @param {string} at */
function placed(at) {
  const [line, column] = at.split('/')
  if (!line) return ''
  return column ? t('Line {line}, {column}', { line, column }) : t('Line {line}', { line })
}

/**
 * `path`: where the file goes, and where the list is that it is like. `about`: which columns there are.
 * @param {{title: string, path: string, about: string, onClose: () => void, onDone: () => void}} props
 */
export function ImportFile({ title, path, about, onClose, onDone }) {
  const id = useId()
  const [file, setFile] = useState(/** @type {File | null} */ (null))
  const input = useRef(/** @type {HTMLInputElement | null} */ (null))
  const [wrong, setWrong] = useState(/** @type {Problem | null} */ (null))
  async function send() {
    if (!file) return
    try {
      const { added, changed } = await api.post(`${path}/import`, new Blob([await file.arrayBuffer()], { type: 'text/csv' }))
      toast(t('{added} added, {changed} changed.', { added: fmt.number(added), changed: fmt.number(changed) }))
      onDone()
      onClose()
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      setWrong(error)
      // Mended meanwhile, it is another file of the same name: only who chooses it again sends what it is then.
      setFile(null)
      if (input.current) input.current.value = ''
    }
  }
  const parts = wrong?.parts ?? []
  const footer = html`<${Button} onClick=${onClose}>${t('Cancel')}<//><${Button} kind="primary" icon="upload" disabled=${!file} onClick=${send}>${t('Import')}<//>`
  return html`<${Dialog} title=${title} width="36rem" onClose=${onClose} footer=${footer}>
    <p>${about}</p>
    <p class="hint">${t('Nothing is removed. If anything in the file is wrong, nothing of it is taken.')} <a href=${api.url(`${path}.csv`)} download>${t('The list as it is now, as a pattern')}</a></p>
    <div class="field">
      <label for=${id}>${t('CSV file')}</label>
      <input ref=${input} id=${id} class="input" type="file" accept=".csv,text/csv" aria-describedby="${id}-wrong" onChange=${(/** @type {any} */ event) => (setFile(event.currentTarget.files[0] ?? null), setWrong(null))} />
    </div>
    <div id="${id}-wrong">
      ${wrong &&
      html`<${Banner} tone="bad">
        ${parts.length ? tn('Nothing was taken: {n} place is wrong. Mend it in the file, and choose it again.', 'Nothing was taken: {n} places are wrong. Mend them in the file, and choose it again.', parts.length) : wrong.detail}
      <//>`}
      ${parts.length > 0 &&
      html`<ul class="places" aria-label=${t('What is wrong')}>
        ${parts.slice(0, SHOWN).map(({ at, message }, index) => html`<li key=${index}>${placed(at) && html`<b>${placed(at)}: </b>`}${message}</li>`)}
        ${parts.length > SHOWN && html`<li>${tn('and {n} more', 'and {n} more', parts.length - SHOWN)}</li>`}
      </ul>`}
    </div>
  <//>`
}
