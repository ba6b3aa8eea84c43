// What several lists show in the same way.

import { Badge } from '../components/badge.js'
import { t } from '../core/i18n.js'
import { html } from '../core/ui.js'
import { nameIn, useChoices } from './choices.js'
import { addressOf } from './place.js'

const SHOWN = 3

/** What something that is set up is called: its id until the server has said. @param {{of: string, id: string}} props */
export const Named = ({ of, id }) => html`${nameIn(useChoices([of])[of] ?? [], id)}`

/** @param {string} of @param {readonly string[]} ids */
export const named = (of, ids) => ids.map((id) => html`<${Named} of=${of} id=${id} />`)

/** Names as chips, the rest counted. @param {readonly import('../core/ui.js').Children[]} names @param {string} none */
export const chips = (names, none = '–') =>
  names.length
    ? html`<span class="chips">${names.slice(0, SHOWN).map((name, at) => html`<span class="chip" key=${at}>${name}</span>`)}${names.length > SHOWN && html`<span class="chip more">+${names.length - SHOWN}</span>`}</span>`
    : html`<span class="hint">${none}</span>`

/** @param {any} card */
export const usedBy = (card) => chips(card.used_by.map((/** @type {any} */ use) => use.name), t('nothing'))

/** @param {Record<string, number>} skills */
export const levels = (skills) =>
  Object.keys(skills).length
    ? html`<span class="chips">${Object.entries(skills).map(([skill, level]) => html`<span class="chip" key=${skill}><${Named} of="skills" id=${skill} /> <b>${level}</b></span>`)}</span>`
    : html`<span class="hint">–</span>`

/** @param {string} section @param {string | null} id */
export const linked = (section, id) => (id ? html`<a href=${addressOf(section, id)}><${Named} of=${section} id=${id} /></a>` : html`<span class="hint">–</span>`)

/** @param {string | undefined} state as Asterisk sees it */
export function reach(state) {
  if (state === 'online') return html`<${Badge} tone="good" icon="circle-check">${t('reachable')}<//>`
  if (state === 'offline') return html`<${Badge} tone="bad" icon="circle-x">${t('not reachable')}<//>`
  if (state === 'unknown') return html`<${Badge} tone="quiet" icon="circle-help">${t('not watched')}<//>`
  return html`<${Badge} tone="quiet" icon="circle">${t('not known')}<//>`
}
