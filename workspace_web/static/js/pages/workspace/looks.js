// How an interaction looks to its agent: on hold, and a lost phone, are states to people.

import { t } from '../../core/i18n.js'
import { INTERACTION_STATES } from '../../components/state-mark.js'

/** @typedef {import('../../components/state-mark.js').Look} Look */

/** @type {Look} */
const LOST = { tone: 'bad', shape: 'cross', word: () => t('Phone lost') }
/** @type {Look} */
const HELD = { tone: 'warn', shape: 'dash', word: () => t('On hold') }

/** @param {import('../../types').InteractionCard} card @returns {Look} */
export function lookOf(card) {
  if (card.rejoin_until) return LOST
  if (card.on_hold) return HELD
  return INTERACTION_STATES[card.state] ?? { tone: 'quiet', shape: 'dash', word: () => card.state }
}
