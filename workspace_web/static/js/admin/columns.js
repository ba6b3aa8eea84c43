// What several lists show in the same way.

import { Badge } from '../components/badge.js'
import { t } from '../core/i18n.js'
import { html } from '../core/ui.js'
import { addressOf } from './place.js'

const SHOWN = 3

/** Names as chips, the rest counted. @param {readonly string[]} names @param {string} none */
export const chips = (names, none = '–') =>
  names.length
    ? html`<span class="chips">${names.slice(0, SHOWN).map((name) => html`<span class="chip" key=${name}>${name}</span>`)}${names.length > SHOWN && html`<span class="chip more">+${names.length - SHOWN}</span>`}</span>`
    : html`<span class="hint">${none}</span>`

/** @param {any} card */
export const usedBy = (card) => chips(card.used_by.map((/** @type {any} */ use) => use.name), t('nothing'))

/** @param {Record<string, number>} skills */
export const levels = (skills) =>
  Object.keys(skills).length
    ? html`<span class="chips">${Object.entries(skills).map(([skill, level]) => html`<span class="chip" key=${skill}>${skill} <b>${level}</b></span>`)}</span>`
    : html`<span class="hint">–</span>`

/** @param {string} section @param {string | null} id @param {string} [name] */
export const linked = (section, id, name) => (id ? html`<a href=${addressOf(section, id)}>${name ?? id}</a>` : html`<span class="hint">–</span>`)

/** @param {string | undefined} state as Asterisk sees it */
export function reach(state) {
  if (state === 'online') return html`<${Badge} tone="good" icon="circle-check">${t('reachable')}<//>`
  if (state === 'offline') return html`<${Badge} tone="bad" icon="circle-x">${t('not reachable')}<//>`
  if (state === 'unknown') return html`<${Badge} tone="quiet" icon="circle-help">${t('not watched')}<//>`
  return html`<${Badge} tone="quiet" icon="circle">${t('not known')}<//>`
}
