// Tabs: arrows move, Home and End go to the ends. The panel of the chosen one alone is drawn. Where there is but one, there is
// nothing to choose: then it is its panel.

import { html, useId, useRef, useState } from '../core/ui.js'
import { Badge } from './badge.js'
import { Icon } from './icon.js'

/**
 * @typedef {object} Tab
 * @property {string} id
 * @property {string} title
 * @property {string} [icon]
 * @property {number} [count] shown when it is not 0
 * @property {() => import('../core/ui.js').Children} view
 */

/** @param {{tabs: readonly Tab[], label: string, selected?: string, onSelect?: (id: string) => void}} props */
export function Tabs({ tabs, label, selected, onSelect }) {
  const base = useId()
  const [own, setOwn] = useState(tabs[0]?.id)
  const chosen = tabs.find((tab) => tab.id === (selected ?? own)) ?? tabs[0]
  const list = useRef(/** @type {HTMLElement | null} */ (null))
  /** @param {string} id */
  function choose(id) {
    setOwn(id)
    onSelect?.(id)
  }
  /** @param {KeyboardEvent} event */
  function move(event) {
    const at = tabs.findIndex((tab) => tab === chosen)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    const next = /** @type {Tab} */ (tabs[to % tabs.length])
    choose(next.id)
    list.current?.querySelectorAll('button')[to % tabs.length]?.focus()
  }
  if (!chosen) return null
  const several = tabs.length > 1
  return html`<div class="tabs">
    ${several && html`<div class="tab-list" role="tablist" aria-label=${label} ref=${list} onKeyDown=${move}>
      ${tabs.map(
        (tab) => html`<button
          key=${tab.id}
          type="button"
          role="tab"
          id="${base}-${tab.id}"
          aria-selected=${String(tab === chosen)}
          aria-controls="${base}-panel"
          tabindex=${tab === chosen ? 0 : -1}
          onClick=${() => choose(tab.id)}
        >${tab.icon && html`<${Icon} name=${tab.icon} />`}${tab.title}${
          tab.count ? html` <${Badge} count tone="accent">${tab.count}<//>` : null
        }</button>`,
      )}
    </div>`}
    <div class="tab-panel" role=${several ? 'tabpanel' : undefined} id="${base}-panel" aria-labelledby=${several ? `${base}-${chosen.id}` : undefined} tabindex=${several ? 0 : undefined} key=${chosen.id}>
      ${chosen.view()}
    </div>
  </div>`
}
