// Wallboards: made, shown, changed, taken down. The address holds the token and is shown once.

import { api } from '../../core/api.js'
import { confirmDialog, toast } from '../../core/dialogs.js'
import { fmt, t, tn } from '../../core/i18n.js'
import { html, useEffect, useState } from '../../core/ui.js'
import { Banner } from '../../components/banner.js'
import { Button } from '../../components/button.js'
import { Dialog } from '../../components/dialog.js'
import { EmptyState } from '../../components/empty-state.js'
import { Field } from '../../components/field.js'
import { Form } from '../../components/form.js'
import { NUMBERS } from '../wallboard/numbers.js'
import { queueName, queues } from './centre.js'

/** @typedef {import('../../types').BoardCard} BoardCard */
/** @typedef {import('../../types').NewBoard} NewBoard */

const USUAL = ['waiting', 'longest_wait', 'service_level', 'available', 'abandoned_share', 'answered']

/** @param {{onClose: () => void}} props */
export function Boards({ onClose }) {
  const [boards, setBoards] = useState(/** @type {readonly BoardCard[] | null} */ (null))
  const [edited, setEdited] = useState(/** @type {BoardCard | 'new' | null} */ (null))
  const [made, setMade] = useState(/** @type {NewBoard | null} */ (null))
  const load = () => api.get('/wallboards').then((list) => setBoards(list.items))
  useEffect(() => void load(), [])

  /** @param {any} values */
  async function save({ title, queues, numbers, rotate }) {
    const layout = { title, queues, numbers, rotate }
    if (edited === 'new') setMade(await api.post('/wallboards', layout))
    else if (edited) await api.put(`/wallboards/${encodeURIComponent(edited.id)}`, layout)
    setEdited(null)
    await load()
  }
  /** @param {BoardCard} board */
  async function takeDown(board) {
    const sure = await confirmDialog({ title: t('Take “{title}” down?', { title: board.title }), text: t('Its address shows nothing any more, on all screens.'), confirm: t('Take it down'), danger: true })
    if (!sure) return
    await api.delete(`/wallboards/${encodeURIComponent(board.id)}`)
    setMade(null)
    await load()
  }
  return html`<${Dialog} title=${t('Wallboards')} width="38rem" onClose=${onClose}>
    ${made && html`<${Address} made=${made} />`}
    ${edited
      ? html`<${Layout} key=${edited === 'new' ? 'new' : edited.id} board=${edited === 'new' ? null : edited} onSave=${save} onCancel=${() => setEdited(null)} />`
      : html`<p class="muted">${t('A screen on the wall, with an address of its own: it shows the figures of its queues and nothing else, and needs nobody to sign in.')}</p>
          ${boards?.length === 0 && !made && html`<${EmptyState} icon="monitor" title=${t('No wallboard yet')} />`}
          <ul role="list" class="board-list">
            ${(boards ?? []).map(
              (board) => html`<li key=${board.id} class="board-item">
                <span class="waiting-who"><strong>${board.title}</strong><span class="small muted">${board.queues.map(queueName).join(', ')} · ${tn('{n} number', '{n} numbers', board.numbers.length)} · ${t('since {date}', { date: fmt.date(board.created_at) })}</span></span>
                <${Button} small icon="pencil" label=${t('Change “{title}”', { title: board.title })} onClick=${() => setEdited(board)} />
                <${Button} small icon="x" label=${t('Take “{title}” down', { title: board.title })} onClick=${() => takeDown(board)} />
              </li>`,
            )}
          </ul>
          <div class="row"><${Button} kind="primary" icon="plus" onClick=${() => setEdited('new')}>${t('New wallboard')}<//></div>`}
  <//>`
}

/** @param {{made: NewBoard}} props */
function Address({ made }) {
  const address = new URL(made.address, location.href).href
  const copy = () => navigator.clipboard.writeText(address).then(() => toast(t('Copied.')))
  return html`<${Banner} tone="good" actions=${html`<${Button} small icon="copy" onClick=${copy}>${t('Copy')}<//><${Button} small icon="external-link" href=${made.address} target="_blank">${t('Open')}<//>`}>
    ${t('Open this address on the wall. It is shown this once: whoever has it sees the board.')}<br /><code class="board-address">${address}</code>
  <//>`
}

/** @param {{board: BoardCard | null, onSave: (values: any) => Promise<void>, onCancel: () => void}} props */
function Layout({ board, onSave, onCancel }) {
  const initial = board ? { ...board } : { title: '', queues: queues.value.slice(0, 1), numbers: USUAL, rotate: 15 }
  return html`<${Form} initial=${initial} onSubmit=${onSave} onCancel=${onCancel} submit=${board ? t('Save') : t('Make the wallboard')}>
    <${Field} name="title" label=${t('Title')} required maxLength=${80} />
    <${Several} name="queues" label=${t('Queues, shown one after the other')} options=${queues.value.map((id) => ({ id, name: queueName(id) }))} most=${30} />
    <${Several} name="numbers" label=${t('Numbers, up to six')} options=${Object.entries(NUMBERS).map(([id, { word }]) => ({ id, name: word() }))} most=${6} />
    <${Field} name="rotate" type="number" label=${t('Seconds for each queue')} min=${5} max=${600} required />
  <//>`
}

/** @param {{name: string, label: string, options: readonly {id: string, name: string}[], most: number}} props */
function Several({ name, label, options, most }) {
  /** @param {readonly string[]} chosen */
  const check = (chosen) => (chosen.length ? (chosen.length > most ? t('At most {count}.', { count: most }) : null) : t('Choose at least one.'))
  return html`<${Field} name=${name} label=${label} check=${check}>
    ${(/** @type {any} */ { id, value, set, describedBy }) => html`<div class="several" id=${id} role="group" aria-label=${label} aria-describedby=${describedBy}>
      ${options.map(
        (option) => html`<label key=${option.id} class="row tight"><input type="checkbox" checked=${value.includes(option.id)}
          onChange=${() => set(value.includes(option.id) ? value.filter((/** @type {string} */ one) => one !== option.id) : [...value, option.id])} />${option.name}</label>`,
      )}
    </div>`}
  <//>`
}
