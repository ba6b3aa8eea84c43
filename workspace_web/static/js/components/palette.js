// Every action that can be done now, found by a few letters of its name.

import { actions, keysOf, possible, shown } from '../core/keys.js'
import { t } from '../core/i18n.js'
import { remember, remembered } from '../core/store.js'
import { html, useEffect, useId, useRef, useState } from '../core/ui.js'
import { Dialog } from './dialog.js'
import { Icon } from './icon.js'

const RECENT = 'palette'
const KEPT = 6

/**
 * How well a title fits what was typed: more is better, null is not at all. Each word has to be found; at the start of a
 * word is better than inside one.
 * @param {string} title
 * @param {string} typed
 * @returns {number | null}
 */
export function fit(title, typed) {
  const text = title.toLocaleLowerCase()
  let score = 0
  for (const word of typed.toLocaleLowerCase().split(/\s+/).filter(Boolean)) {
    const at = text.indexOf(word)
    if (at < 0) return null
    score += at === 0 ? 4 : /[\s:(]/.test(text[at - 1] ?? '') ? 3 : 1
  }
  return score
}

/** @param {{onClose: () => void}} props */
export function Palette({ onClose }) {
  const id = useId()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const list = useRef(/** @type {HTMLElement | null} */ (null))
  const recent = /** @type {string[]} */ (remembered(RECENT, []))

  /** @param {import('../core/keys.js').Action} action */
  const rank = (action) => (recent.includes(action.id) ? KEPT - recent.indexOf(action.id) : 0) / 10
  const found = [...actions.value]
    .reverse()
    .filter((action) => !action.hidden && possible(action))
    .map((action) => ({ action, score: fit(action.title, typed) }))
    .filter(({ score }) => score !== null)
    .sort((a, b) => Number(b.score) + rank(b.action) - Number(a.score) - rank(a.action))
    .map(({ action }) => action)
  const chosen = Math.min(at, found.length - 1)

  useEffect(() => list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }), [chosen, typed])

  /** @param {import('../core/keys.js').Action | undefined} action */
  function run(action) {
    if (!action) return
    remember(RECENT, [action.id, ...recent.filter((other) => other !== action.id)].slice(0, KEPT))
    onClose()
    action.run()
  }
  /** @param {KeyboardEvent} event */
  function press(event) {
    if (event.key === 'Enter') run(found[chosen])
    else if (event.key === 'ArrowDown') setAt((chosen + 1) % found.length)
    else if (event.key === 'ArrowUp') setAt((chosen - 1 + found.length) % found.length)
    else return
    event.preventDefault()
  }
  return html`<${Dialog} title=${t('Find an action')} bare class="palette" onClose=${onClose}>
    <div class="search">
      <${Icon} name="search" />
      <input
        class="input"
        role="combobox"
        aria-expanded="true"
        aria-controls=${id}
        aria-activedescendant=${found[chosen] ? `${id}-${chosen}` : undefined}
        aria-label=${t('Find an action')}
        placeholder=${t('What do you want to do?')}
        autofocus
        value=${typed}
        onInput=${(/** @type {any} */ event) => {
          setTyped(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown=${press}
      />
    </div>
    <div role="listbox" id=${id} aria-label=${t('Actions')} ref=${list} tabindex="-1">
      ${found.map(
        (action, place) => html`<div
          key=${action.id}
          id="${id}-${place}"
          role="option"
          aria-selected=${String(place === chosen)}
          onMouseMove=${() => place !== chosen && setAt(place)}
          onClick=${() => run(action)}
        >
          <${Icon} name=${action.icon ?? 'corner-down-left'} /><span>${action.title}</span>${keysOf(action) && html`<kbd>${shown(keysOf(action))}</kbd>`}
        </div>`,
      )}
      ${!found.length && html`<p class="muted" role="presentation">${t('No action is called like that.')}</p>`}
    </div>
  <//>`
}
