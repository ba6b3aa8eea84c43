// Within which time a person shall have replied to what is written: in the unit that fits each medium.

import { t } from '../../core/i18n.js'
import { html } from '../../core/ui.js'

const SHAPES = [
  { media: 'chat', word: () => t('Chat'), unit: () => t('seconds'), one: 1, usual: 60 },
  { media: 'message', word: () => t('Message'), unit: () => t('minutes'), one: 60, usual: 3600 },
  { media: 'email', word: () => t('E-mail'), unit: () => t('hours'), one: 3600, usual: 86400 },
]

/** @param {{control: import('../../components/field.js').Control}} props */
export function Targets({ control }) {
  /** @type {Record<string, number>} */
  const targets = control.value ?? {}
  return html`<div class="targets" id=${control.id} role="group" aria-describedby=${control.describedBy}>
    ${SHAPES.map(
      ({ media, word, unit, one, usual }) => html`<label key=${media}><span>${word()}</span>
        <span class="with-unit"><input class="input" type="number" min="1" step="any" value=${(targets[media] ?? usual) / one}
          onInput=${(/** @type {any} */ event) => event.currentTarget.valueAsNumber > 0 && control.set({ ...targets, [media]: event.currentTarget.valueAsNumber * one })} /><span>${unit()}</span></span>
      </label>`,
    )}
  </div>`
}
