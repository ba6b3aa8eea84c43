// What is known when a person takes over: what the flow asked for, where the customer comes from, who had it before.

import { t } from '../../core/i18n.js'
import { html } from '../../core/ui.js'
import { Icon } from '../../components/icon.js'

const MOST = 8

/** Names as flows and pages write them. @param {string} name */
const words = (name) => name.replaceAll('_', ' ').replace(/^./, (letter) => letter.toLocaleUpperCase())

/** @param {string} value */
const isAddress = (value) => /^https?:\/\//.test(value)

/** @param {{card: import('../../types').InteractionCard}} props */
export function HandOver({ card }) {
  const known = Object.entries(card.context).filter(([name, value]) => value && !name.startsWith('_'))
  if (!known.length && !card.reopens) return null
  return html`<aside class="hand-over" aria-label=${t('What is known')}>
    <p class="small strong"><${Icon} name="clipboard" /> ${card.reopens ? t('Goes on with a conversation of before') : t('What is known')}</p>
    ${known.length > 0 &&
    html`<dl>
      ${known.slice(0, MOST).map(([name, value]) => html`<div key=${name}><dt>${words(name)}</dt><dd>${isAddress(value) ? html`<a href=${value} target="_blank" rel="noopener noreferrer nofollow">${value}</a>` : value}</dd></div>`)}
    </dl>`}
  </aside>`
}
