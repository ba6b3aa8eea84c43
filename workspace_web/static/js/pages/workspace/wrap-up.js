// How it went: a code, a note, a countdown. What is chosen or written is kept at once, so that the end of the time loses nothing.

import { api } from '../../core/api.js'
import { serverNow } from '../../core/clock.js'
import { fmt, t } from '../../core/i18n.js'
import { classes, html, signal, useEffect, useId } from '../../core/ui.js'
import { Button } from '../../components/button.js'
import { Countdown } from '../../components/time.js'
import { agent, holds, recent, refresh } from './desk.js'
import { Heading } from './heading.js'
import { isText } from './rules.js'

/** @typedef {import('../../types').InteractionCard | import('../../types').PastCard} Card */
/** @typedef {import('../../types').WrapUpCode} WrapUpCode */
/** @typedef {{code: string | null, note: string, kept: 'kept' | 'typed' | 'sending' | 'lost'}} Draft */

const PAUSE = 700 // milliseconds after the last key until a note is kept

/** @type {Map<string, import('@preact/signals').Signal<Draft>>} */
const drafts = new Map()
/** @type {Map<string, import('@preact/signals').Signal<readonly WrapUpCode[] | null>>} */
const codes = new Map()
/** @type {Map<string, ReturnType<typeof setTimeout>>} */
const timers = new Map()

/** @param {string} id */
function draftOf(id) {
  let draft = drafts.get(id)
  if (!draft) {
    const stored = recent.value.find((card) => card.id === id)?.wrap_ups.find((wrapUp) => wrapUp.agent === agent)
    drafts.set(id, (draft = signal({ code: stored?.chosen ? stored.code : null, note: stored?.note ?? '', kept: 'kept' })))
  }
  return draft
}

/** Those of a queue; null until they are known. @param {string} queue */
export function codesOf(queue) {
  let found = codes.get(queue)
  if (!found) {
    const made = (found = signal(/** @type {readonly WrapUpCode[] | null} */ (null)))
    codes.set(queue, made)
    api.get(`/queues/${encodeURIComponent(queue)}/wrap-up-codes`).then(
      ({ items }) => (made.value = items),
      () => codes.delete(queue),
    )
  }
  return found
}

/** What people call a code of a queue. @param {string | null} queue @param {string} code */
export const codeName = (queue, code) => (queue && codesOf(queue).value?.find(({ id }) => id === code)?.name) || code

/** @param {string} id */
export async function keep(id) {
  clearTimeout(timers.get(id))
  const draft = draftOf(id)
  if (draft.value.kept === 'kept') return
  const { code, note } = draft.value
  draft.value = { ...draft.value, kept: 'sending' }
  try {
    await api.put(`/interactions/${encodeURIComponent(id)}/wrap-up`, { code, note })
    if (draft.value.code === code && draft.value.note === note) draft.value = { ...draft.value, kept: 'kept' }
    refresh()
  } catch (error) {
    draft.value = { ...draft.value, kept: 'lost' }
    throw error
  }
}

/** @param {string} id @param {Partial<Draft>} change @param {number} wait */
function edit(id, change, wait) {
  const draft = draftOf(id)
  draft.value = { ...draft.value, ...change, kept: 'typed' }
  clearTimeout(timers.get(id))
  timers.set(id, setTimeout(() => keep(id).catch((error) => console.warn('The wrap-up is not kept yet.', error)), wait))
}

/** @param {string} id */
export async function finish(id) {
  await keep(id)
  await api.post(`/me/wrap-up/finish?interaction=${encodeURIComponent(id)}`)
}

/** @param {string} id */
export const extend = (id) => api.post(`/me/wrap-up/extend?interaction=${encodeURIComponent(id)}`)

/** The form alone, as it stands beside a call that goes on, or one that is over. @param {{card: Card}} props */
export function WrapUpForm({ card }) {
  const id = useId()
  const draft = draftOf(card.id).value
  const known = card.queue ? codesOf(card.queue).value : []
  useEffect(() => () => void keep(card.id).catch(() => undefined), [card.id])
  const words = { kept: draft.code || draft.note ? t('Kept') : '', typed: '', sending: t('Keeping …'), lost: t('Not kept: the server does not answer. We try again with the next change.') }
  return html`<div class="wrap-up">
    ${known?.length
      ? html`<fieldset class="codes">
          <legend class="label">${t('What was it?')}</legend>
          ${known.map(
            (code) => html`<label key=${code.id} class=${classes('code', draft.code === code.id && 'chosen')}
              ><input type="radio" name="${id}-code" checked=${draft.code === code.id} onChange=${() => edit(card.id, { code: code.id }, 0)} /><span>${code.name}</span></label
            >`,
          )}
        </fieldset>`
      : null}
    <div class="field">
      <label for="${id}-note">${t('Note')}</label>
      <textarea id="${id}-note" class="input" rows=${isText(card) ? 2 : 4} maxlength="4000" value=${draft.note} placeholder=${t('What was agreed, what is to do?')}
        onInput=${(/** @type {any} */ event) => edit(card.id, { note: event.currentTarget.value }, PAUSE)} onBlur=${() => void keep(card.id).catch(() => undefined)}></textarea>
      <p class="hint kept" role="status">${words[draft.kept]}</p>
    </div>
  </div>`
}

/** Wrap-up as the work at hand. @param {{card: Card}} props */
export function Wrapping({ card }) {
  const hold = holds.value.get(card.id)
  const until = hold?.until ?? null
  const draft = draftOf(card.id).value
  const known = card.queue ? codesOf(card.queue).value : []
  const ended = hold?.since ?? serverNow()
  const lasted = card.connected_at ? ended - card.connected_at : null
  return html`<article class="conversation wrapping" aria-label=${t('Wrap-up')}>
    ${!isText(card) && html`<${Heading} card=${card} />`}
    <div class="remaining">
      <p><strong>${t('Wrap-up')}</strong>${lasted !== null && html` <span class="muted">${t('after {duration}', { duration: fmt.duration(lasted) })}</span>`}</p>
      ${until === null
        ? html`<p class="muted">${t('It ends when you are done.')}</p>`
        : html`<${Countdown} until=${until} of=${Math.max(1, until - ended)} label=${t('Time left for wrap-up')} />`}
    </div>
    <${WrapUpForm} card=${card} />
    <footer class="row">
      <${Button} kind="primary" icon="check" onClick=${() => finish(card.id)} aria-keyshortcuts="Alt+W">${t('Done')}<//>
      ${until !== null && html`<${Button} icon="timer" onClick=${() => extend(card.id)}>${t('One minute more')}<//>`}
      <span class="grow"></span>
      ${known?.length && !draft.code ? html`<span class="small muted">${t('Without a choice, “{code}” stands.', { code: known.at(-1)?.name ?? '' })}</span>` : null}
    </footer>
  </article>`
}
