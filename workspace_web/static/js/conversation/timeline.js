// Everything between the customer and us, in order: what is written now, what was written before, and calls between it.

import { api } from '../core/api.js'
import { now } from '../core/clock.js'
import { fmt, t, tn } from '../core/i18n.js'
import { html, useComputed, useEffect, useLayoutEffect, useRef, useState } from '../core/ui.js'
import { Button } from '../components/button.js'
import { Bubble } from './bubble.js'
import { PastRow } from './past.js'
import { rowsOf, unansweredFrom, unreadAfter } from './rules.js'
import { loadEarlier, open, thread } from './store.js'

/** @typedef {import('../types').PastCard} PastCard */

const NEAR = 80 // pixels from the end within which one follows what comes
const FEW = 100

/**
 * `thread` and whose it is; `interaction`: the one that goes on. `me`: the agent who looks, '' for who is none. `quietly`: as
 * an observer whom nobody is to notice. `act`: whether failed messages may be sent again. `top`: what stands where
 * this interaction begins, such as what the bot found out. `over`: nobody waits for an answer any more. `recordings` draws those of a call. `onRead`: what came has been before the eyes.
 * @param {{thread: string, customer: string | null, name: string, interaction?: string | null, me: string, quietly?: boolean, act?: boolean, over?: boolean,
 *   top?: import('../core/ui.js').Children, recordings?: (ids: readonly string[]) => any, onRead?: () => void}} props
 */
export function Timeline({ thread: id, customer, name, interaction, me, quietly, act, over, top, recordings, onRead }) {
  const kept = thread(id)
  const [pasts, setPasts] = useState(/** @type {readonly PastCard[]} */ ([]))
  const [newFrom, setNewFrom] = useState(/** @type {number | null | undefined} */ (undefined))
  const [seenTo, setSeenTo] = useState(0)
  const [atEnd, setAtEnd] = useState(true)
  const scroller = useRef(/** @type {HTMLElement | null} */ (null))
  const stood = useRef(0)
  const messages = kept.messages.value
  const more = kept.more.value
  const lastSeq = messages.findLast(({ local }) => !local)?.seq ?? 0

  useEffect(() => open(id, { quietly }), [id, quietly])
  useEffect(() => {
    if (!customer) return setPasts([])
    const path = `/customers/${encodeURIComponent(customer)}/timeline`
    api.get(path, { limit: FEW }).then(
      ({ items }) => setPasts(items.filter((/** @type {PastCard} */ past) => past.thread !== id && past.id !== interaction)),
      () => setPasts([]),
    )
  }, [id, customer, interaction])
  useEffect(() => {
    if (more !== null && newFrom === undefined) setNewFrom(unansweredFrom(messages))
  }, [more])

  // One stays at the end as long as one is there, whatever grows above it.
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return undefined
    const follow = () => {
      if (atEnd) element.scrollTop = element.scrollHeight
    }
    follow()
    const watch = new ResizeObserver(follow)
    for (const child of element.children) watch.observe(child)
    watch.observe(element)
    return () => watch.disconnect()
  }, [atEnd, id, messages])
  useEffect(() => {
    if (!atEnd || !lastSeq) return undefined
    const read = () => {
      if (document.hidden || !document.hasFocus()) return
      setSeenTo(lastSeq)
      onRead?.()
    }
    read()
    addEventListener('focus', read)
    return () => removeEventListener('focus', read)
  }, [atEnd, lastSeq])

  // Who goes up leaves the end. What grows below only moves it away: an e-mail that has come in, say, or a picture.
  const scrolled = () => {
    const element = scroller.current
    if (!element) return
    if (element.scrollHeight - element.scrollTop - element.clientHeight < NEAR) setAtEnd(true)
    else if (element.scrollTop < stood.current) setAtEnd(false)
    stood.current = element.scrollTop
  }
  async function earlier() {
    const element = scroller.current
    const below = element ? element.scrollHeight - element.scrollTop : 0
    setAtEnd(false)
    await loadEarlier(kept)
    requestAnimationFrame(() => element && (element.scrollTop = element.scrollHeight - below))
  }
  const rows = rowsOf(messages, { pasts, whole: more === false, newFrom: over || unansweredFrom(messages) === null ? null : (newFrom ?? null), me })
  const begins = rows.findIndex((row) => row.kind === 'message' && row.message.interaction === interaction)
  const missed = atEnd ? 0 : unreadAfter(messages, seenTo)
  return html`<div class="timeline">
    <div class="scroller" ref=${scroller} onScroll=${scrolled} tabindex="0" role="log" aria-live="polite" aria-relevant="additions" aria-label=${t('Conversation with {name}', { name })}>
      <div class="rows">
        ${more === null && html`<p class="skeleton" aria-hidden="true">${'…'}</p><p class="skeleton short" aria-hidden="true">${'…'}</p>`}
        ${more && html`<p class="earlier"><${Button} small icon="history" onClick=${earlier}>${t('Show earlier messages')}<//></p>`}
        ${rows.map((row, index) => html`${index === begins && top}${drawn(row, { me, name, act: Boolean(act), recordings })}`)}
        ${begins < 0 && top}
        <${Typing} kept=${kept} name=${name} />
      </div>
    </div>
    ${!atEnd &&
    html`<p class="to-end"><${Button} small kind=${missed ? 'primary' : undefined} icon="arrow-down" onClick=${() => setAtEnd(true)}
      >${missed ? tn('{n} new message', '{n} new messages', missed) : t('To the end')}<//
    ></p>`}
  </div>`
}

/** @param {import('./rules.js').Row} row @param {{me: string, name: string, act: boolean, recordings?: (ids: readonly string[]) => any}} how */
function drawn(row, { me, name, act, recordings }) {
  switch (row.kind) {
    case 'day':
      return html`<p class="day-row" key=${row.key}><time title=${fmt.date(row.at)}>${fmt.day(row.at)}</time></p>`
    case 'new':
      return html`<p class="new-row" key=${row.key}><span>${t('Waits for an answer')}</span></p>`
    case 'episode':
      return html`<p class="episode-row small" key=${row.key}><span>${t('A new conversation begins')}</span></p>`
    case 'past':
      return html`<${PastRow} key=${row.key} past=${row.past} me=${me} customer=${name} recordings=${recordings} />`
    default:
      return html`<${Bubble} key=${row.key} message=${row.message} me=${me} customer=${name} first=${row.first} last=${row.last} act=${act} />`
  }
}

/** @param {{kept: import('./store.js').Kept, name: string}} props */
function Typing({ kept, name }) {
  const types = useComputed(() => kept.typingUntil.value > now.value).value
  if (!types) return null
  return html`<p class="typing"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span><span class="small muted">${t('{name} is writing', { name })}</span></p>`
}
