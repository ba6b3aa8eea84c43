// The state of an agent or an interaction: a colour, a shape and a word, so that none of them has to be seen alone.

import { t } from '../core/i18n.js'
import { html } from '../core/ui.js'

/** @typedef {import('./badge.js').Tone} Tone */
/** @typedef {'disc' | 'ring' | 'half' | 'square' | 'triangle' | 'diamond' | 'cross' | 'dash'} Shape */
/** @typedef {{tone: Tone, shape: Shape, word: () => string}} Look */

/** @type {Readonly<Record<string, Look>>} */
export const AGENT_STATES = {
  available: { tone: 'good', shape: 'disc', word: () => t('Available') },
  offered: { tone: 'accent', shape: 'diamond', word: () => t('Offered') },
  busy: { tone: 'busy', shape: 'square', word: () => t('Busy') },
  wrap_up: { tone: 'busy', shape: 'half', word: () => t('Wrap-up') },
  away: { tone: 'warn', shape: 'triangle', word: () => t('Away') },
  not_responding: { tone: 'bad', shape: 'cross', word: () => t('Not responding') },
  signed_out: { tone: 'quiet', shape: 'ring', word: () => t('Signed out') },
}

/** @type {Readonly<Record<string, Look>>} */
export const INTERACTION_STATES = {
  in_flow: { tone: 'quiet', shape: 'half', word: () => t('In the flow') },
  queued: { tone: 'warn', shape: 'triangle', word: () => t('Waiting') },
  offered: { tone: 'accent', shape: 'diamond', word: () => t('Ringing') },
  connected: { tone: 'busy', shape: 'square', word: () => t('Talking') },
  handled: { tone: 'good', shape: 'disc', word: () => t('Handled') },
  resolved: { tone: 'good', shape: 'ring', word: () => t('Resolved by the flow') },
  voicemail: { tone: 'quiet', shape: 'dash', word: () => t('Voicemail') },
  abandoned: { tone: 'bad', shape: 'cross', word: () => t('Abandoned') },
  failed: { tone: 'bad', shape: 'cross', word: () => t('Failed') },
}

/** @type {Readonly<Record<Shape, import('../core/ui.js').View>>} */
const SHAPES = {
  disc: html`<circle cx="6" cy="6" r="4.5" />`,
  ring: html`<circle class="hollow" cx="6" cy="6" r="4.5" />`,
  half: html`<circle class="hollow" cx="6" cy="6" r="4.5" /><path d="M6 1.5a4.5 4.5 0 0 0 0 9z" />`,
  square: html`<rect x="1.8" y="1.8" width="8.4" height="8.4" rx="1" />`,
  triangle: html`<path d="M6 1.8 10.8 10H1.2z" stroke-linejoin="round" />`,
  diamond: html`<path d="M6 1 11 6 6 11 1 6z" stroke-linejoin="round" />`,
  cross: html`<path class="hollow" d="m2 2 8 8m0-8-8 8" stroke-linecap="round" />`,
  dash: html`<path class="hollow" d="M1.5 6h9" stroke-linecap="round" />`,
}

/** The shape alone, for beside a word of one's own. @param {{tone: Tone, shape: Shape}} props */
export const Shape = ({ tone, shape }) =>
  html`<span class="mark tone-${tone}"><svg viewBox="0 0 12 12" aria-hidden="true">${SHAPES[shape]}</svg></span>`

/** @param {{look: Look, children?: import('../core/ui.js').Children}} props `children` instead of its word */
export const Mark = ({ look, children }) =>
  html`<span class="mark tone-${look.tone}"
    ><svg viewBox="0 0 12 12" aria-hidden="true">${SHAPES[look.shape]}</svg><span>${children ?? look.word()}</span></span
  >`

/** @type {Look} */
const UNKNOWN = { tone: 'quiet', shape: 'dash', word: () => t('Unknown') }

/**
 * @param {{of: 'agent' | 'interaction', state: string, children?: import('../core/ui.js').Children}} props
 */
export const StateMark = ({ of, state, children }) =>
  html`<${Mark} look=${(of === 'agent' ? AGENT_STATES : INTERACTION_STATES)[state] ?? UNKNOWN}>${children}<//>`
