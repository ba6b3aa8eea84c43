// How an interaction looks to its agent: on hold, and a lost phone, are states to people.

import { t } from '../../core/i18n.js'
import { INTERACTION_STATES } from '../../components/state-mark.js'

/** @typedef {import('../../components/state-mark.js').Look} Look */

/** @type {Look} */
const LOST = { tone: 'bad', shape: 'cross', word: () => t('Phone lost') }
/** @type {Look} */
const HELD = { tone: 'warn', shape: 'dash', word: () => t('On hold') }

/** @type {Readonly<Record<import('./rules.js').Standing, Look>>} */
const STANDINGS = {
  rings: { tone: 'accent', shape: 'diamond', word: () => t('Offered') },
  active: { tone: 'busy', shape: 'square', word: () => t('Active') },
  interrupted: { tone: 'warn', shape: 'dash', word: () => t('Interrupted') },
  inactive: { tone: 'quiet', shape: 'ring', word: () => t('Silent for a while') },
  wrap_up: { tone: 'busy', shape: 'half', word: () => t('Wrap-up') },
  parked: { tone: 'quiet', shape: 'dash', word: () => t('Parked') },
  snoozed: { tone: 'quiet', shape: 'half', word: () => t('Snoozed') },
}

/** @param {import('./rules.js').Standing} standing */
export const standingLook = (standing) => STANDINGS[standing]

/** @param {import('../../types').InteractionCard} card @returns {Look} */
export function lookOf(card) {
  if (card.rejoin_until) return LOST
  if (card.on_hold) return HELD
  return INTERACTION_STATES[card.state] ?? { tone: 'quiet', shape: 'dash', word: () => card.state }
}
