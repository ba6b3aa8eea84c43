// Notes: on the customer, which last, and on the interaction at hand.

import { api } from '../../core/api.js'
import { boot } from '../../core/boot.js'
import { tellProblem } from '../../core/dialogs.js'
import { fmt, t } from '../../core/i18n.js'
import { html, useEffect, useId, useState } from '../../core/ui.js'
import { Badge } from '../../components/badge.js'
import { Button } from '../../components/button.js'

/** @typedef {import('../../types').NoteCard} NoteCard */

/** What is typed and not yet kept, by whom it is about: another tab of the page does not lose it. @type {Map<string, string>} */
const typed = new Map()

/** @param {{customer: string | null, interaction: string | null}} props */
export function Notes({ customer, interaction }) {
  const id = useId()
  const about = customer ?? interaction ?? ''
  const [notes, setNotes] = useState(/** @type {readonly NoteCard[] | null} */ (null))
  const [text, setText] = useState(typed.get(about) ?? '')
  const [edited, setEdited] = useState(/** @type {NoteCard | null} */ (null))
  async function load() {
    const paths = [customer && `/customers/${encodeURIComponent(customer)}/notes`, interaction && `/interactions/${encodeURIComponent(interaction)}/notes`]
    const lists = await Promise.all(paths.map((path) => (path ? api.get(path) : { items: [] })))
    setNotes(lists.flatMap(({ items }) => items).sort((a, b) => b.created_at - a.created_at))
  }
  useEffect(() => {
    setText(typed.get(about) ?? '')
    load().catch(tellProblem)
  }, [customer, interaction])
  /** @param {string} now */
  function type(now) {
    setText(now)
    typed.set(about, now)
  }
  /** @param {'customers' | 'interactions'} what @param {string} of */
  async function write(what, of) {
    if (edited) await api.patch(`/notes/${encodeURIComponent(edited.id)}`, { text })
    else await api.post(`/${what}/${encodeURIComponent(of)}/notes`, { text })
    type('')
    setEdited(null)
    await load()
  }
  /** @param {NoteCard} note */
  function change(note) {
    setEdited(note)
    setText(note.text)
  }
  const empty = !text.trim()
  return html`<div class="notes">
    <div class="field">
      <label for="${id}-text">${edited ? t('Change your note') : t('New note')}</label>
      <textarea id="${id}-text" class="input" rows="3" maxlength="4000" value=${text} onInput=${(/** @type {any} */ event) => type(event.currentTarget.value)}></textarea>
    </div>
    <div class="row">
      ${edited
        ? html`<${Button} small kind="primary" disabled=${empty} onClick=${() => write('customers', '')}>${t('Save')}<//>
            <${Button} small kind="plain" onClick=${() => (setEdited(null), type(''))}>${t('Cancel')}<//>`
        : html`${customer && html`<${Button} small kind="primary" disabled=${empty} onClick=${() => write('customers', customer)}>${t('Keep with the customer')}<//>`}
          ${interaction && html`<${Button} small disabled=${empty} onClick=${() => write('interactions', interaction)}>${t('With this interaction only')}<//>`}`}
    </div>
    ${notes && !notes.length && html`<p class="nothing">${t('No notes yet.')}</p>`}
    <ul role="list">
      ${notes?.map(
        (note) => html`<li class="note" key=${note.id}>
          <p class="said">${note.text}</p>
          <p class="row small muted">
            <span>${note.author}</span><time>${fmt.moment(note.created_at)}</time>${note.changed_at && html`<span>${t('changed')}</span>`}
            ${note.interaction && html`<${Badge}>${t('this interaction')}<//>`}
            ${note.author === (boot.me?.user ?? '') || note.author === (boot.me?.name ?? '')
              ? html`<${Button} small kind="plain" icon="pencil" label=${t('Change')} onClick=${() => change(note)} />`
              : null}
          </p>
        </li>`,
      )}
    </ul>
  </div>`
}
