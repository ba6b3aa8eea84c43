// Canned replies that fit what was typed after the slash, with the one that Enter takes.

import { api } from '../core/api.js'
import { t } from '../core/i18n.js'
import { classes, html, useEffect, useRef, useState } from '../core/ui.js'
import { Badge } from '../components/badge.js'
import { filledIn, holesIn } from './canned.js'

/** @typedef {import('../types').CannedReplyCard} CannedReplyCard */

const PAUSE = 80 // milliseconds after the last key

/**
 * `keys`: where this list puts what hears the keys of the text field.
 * @param {{id: string, query: string, queue: string | null, language: string, values: Record<string, string | null | undefined>,
 *   keys: {current: {key: (event: KeyboardEvent) => boolean} | null}, onChoose: (text: string) => void, onClose: () => void}} props
 */
export function CannedList({ id, query, queue, language, values, keys, onChoose, onClose }) {
  const [found, setFound] = useState(/** @type {readonly CannedReplyCard[] | null} */ (null))
  const [at, setAt] = useState(0)
  const list = useRef(/** @type {HTMLElement | null} */ (null))
  useEffect(() => {
    const abort = new AbortController()
    const timer = setTimeout(
      () => api.get('/canned-replies', { q: query, queue, language }, abort.signal).then(({ items }) => (setFound(items), setAt(0)), () => undefined),
      found ? PAUSE : 0,
    )
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [query, queue, language])
  useEffect(() => list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }), [at, found])
  /** @param {CannedReplyCard | undefined} reply */
  const choose = (reply) => reply && onChoose(filledIn(reply.text, values))
  keys.current = {
    key(event) {
      const count = found?.length ?? 0
      if (event.key === 'ArrowDown' && count) setAt((at + 1) % count)
      else if (event.key === 'ArrowUp' && count) setAt((at + count - 1) % count)
      else if ((event.key === 'Enter' || event.key === 'Tab') && count) choose(found?.[at])
      else return false
      return true
    },
  }
  useEffect(() => () => void (keys.current = null), [])
  if (found && !found.length) return html`<div class="canned"><p class="nothing small muted">${query ? t('No canned reply fits.') : t('There are no canned replies yet.')} <button type="button" class="link" onClick=${onClose}>${t('Close')}</button></p></div>`
  return html`<div class="canned">
    <ul role="listbox" id=${id} aria-label=${t('Canned replies')} ref=${list}>
      ${found?.map(
        (reply, index) => html`<li
          key=${reply.id}
          role="option"
          aria-selected=${String(index === at)}
          class=${classes(index === at && 'chosen')}
          onMouseDown=${(/** @type {MouseEvent} */ event) => (event.preventDefault(), choose(reply))}
          onMouseMove=${() => setAt(index)}
        >
          <span class="row"><kbd>/${reply.shortcut}</kbd><strong class="truncate grow">${reply.title}</strong>${reply.language && html`<${Badge}>${reply.language}<//>`}</span>
          <span class="small muted preview"><${Filled} text=${filledIn(reply.text, values)} /></span>
        </li>`,
      )}
    </ul>
  </div>`
}

/** @param {{text: string}} props */
function Filled({ text }) {
  const [hole] = holesIn(text)
  if (!hole) return text
  return html`${text.slice(0, hole.from)}<mark>${text.slice(hole.from, hole.to)}</mark>${text.slice(hole.to)}`
}
