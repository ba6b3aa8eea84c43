// How much of their capacity an agent has in hand, and what it is.

import { t, tn } from '../../core/i18n.js'
import { classes, html } from '../../core/ui.js'
import { Icon } from '../../components/icon.js'

/** @typedef {import('../../types').AgentCard} AgentCard */

const ICONS = { call: 'phone', chat: 'message-circle', message: 'message-square', email: 'mail' }

/** @param {AgentCard['holds'][number]} hold */
const words = (hold) => {
  if (hold.state === 'parked') return t('parked')
  if (hold.interrupted) return t('set aside')
  if (hold.exceeding) return t('more than they may have')
  return hold.state === 'wrap_up' ? t('Wrap-up') : hold.state === 'offered' ? t('Offered') : ''
}

/** @param {{agent: AgentCard}} props */
export function Load({ agent }) {
  const { units, capacity, holds } = agent
  if (!holds.some(({ media_type }) => media_type !== 'call')) return null
  const full = capacity ? Math.min(1, units / capacity) : 1
  const said = `${t('{units} of {total} units in use', { units, total: capacity })}, ${tn('{n} in hand', '{n} in hand', holds.length)}`
  return html`<span class="load" title=${said}>
    <svg class=${classes('load-bar', units > capacity && 'over')} viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label=${said}><rect class="track" width="100" height="6" /><rect class="done" width=${100 * full} height="6" /></svg>
    ${holds.map((hold) => html`<span key=${hold.interaction} class=${classes('hold', hold.state, hold.interrupted && 'interrupted')} title=${words(hold)}><${Icon} name=${ICONS[hold.media_type]} label=${words(hold)} /></span>`)}
  </span>`
}
