// What one piece of work costs an agent who is not like everybody.

import { Perhaps } from '../fields.js'
import { html } from '../../core/ui.js'
import { t } from '../../core/i18n.js'
import { MEDIA, ONE } from './capacity-words.js'

/** @param {{control: import('../../components/field.js').Control}} props */
export function OwnUnits({ control }) {
  /** @type {Record<string, number>} */
  const units = control.value ?? {}
  /** @param {string} media @param {number | null} cost */
  function set(media, cost) {
    const { [media]: _, ...others } = units
    control.set(cost === null ? others : { ...others, [media]: cost })
  }
  return html`<div class="own-units" id=${control.id} role="group" aria-describedby=${control.describedBy}>
    ${MEDIA.map(
      (media) => html`<${Perhaps} key=${media} label=${ONE[media]()} when=${ONE[media]()} otherwise=${media === 'call' ? 100 : 50} min=${0} max=${100} unit=${t('units')}
        control=${{ ...control, id: `${control.id}-${media}`, value: units[media] ?? null, set: (/** @type {number | null} */ cost) => set(media, cost) }} />`,
    )}
  </div>`
}
