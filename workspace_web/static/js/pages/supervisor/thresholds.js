// From when on something is too long, or too much: for everybody who supervises.

import { api } from '../../core/api.js'
import { toast } from '../../core/dialogs.js'
import { t } from '../../core/i18n.js'
import { html } from '../../core/ui.js'
import { Dialog } from '../../components/dialog.js'
import { Field } from '../../components/field.js'
import { Form } from '../../components/form.js'
import { Icon } from '../../components/icon.js'
import { loadThresholds, thresholds } from './centre.js'

/** @typedef {import('../../types').Measure} Measure */

/** @type {readonly {measure: Measure, words: () => string, unit: () => string, of: number}[]} `of`: seconds of a unit */
const ROWS = [
  { measure: 'talk', words: () => t('An agent talks'), unit: () => t('minutes'), of: 60 },
  { measure: 'hold', words: () => t('A customer is on hold'), unit: () => t('seconds'), of: 1 },
  { measure: 'wrap_up', words: () => t('An agent wraps up'), unit: () => t('seconds'), of: 1 },
  { measure: 'away', words: () => t('An agent is away'), unit: () => t('minutes'), of: 60 },
  { measure: 'not_responding', words: () => t('An agent does not respond'), unit: () => t('seconds'), of: 1 },
  { measure: 'wait', words: () => t('A customer waits'), unit: () => t('seconds'), of: 1 },
  { measure: 'waiting', words: () => t('So many wait in a queue'), unit: () => t('customers'), of: 1 },
  { measure: 'service_level', words: () => t('The service level is below its target'), unit: () => t('percent'), of: 1 },
]

/** @param {number | null | undefined} value @param {number} of */
const scaled = (value, of) => (value === null || value === undefined ? null : value / of)

/** @param {{onClose: () => void}} props */
export function Thresholds({ onClose }) {
  /** @type {Record<string, number | null>} */
  const initial = {}
  for (const { measure, of } of ROWS) {
    initial[`${measure}_amber`] = scaled(thresholds.value[measure]?.amber, of)
    initial[`${measure}_red`] = scaled(thresholds.value[measure]?.red, of)
  }
  /** @param {any} values */
  async function save(values) {
    for (const { measure, of } of ROWS) {
      /** @param {'amber' | 'red'} level */
      const at = (level) => (values[`${measure}_${level}`] === null ? null : values[`${measure}_${level}`] * of)
      const before = thresholds.value[measure]
      if (at('amber') !== before?.amber || at('red') !== before?.red) await api.put(`/thresholds/${measure}`, { amber: at('amber'), red: at('red') })
    }
    await loadThresholds()
    toast(t('The thresholds hold from now on.'))
    onClose()
  }
  return html`<${Dialog} title=${t('Thresholds')} width="40rem" onClose=${onClose}>
    <p class="muted">${t('They colour the tables and raise alerts, for everybody who supervises. An empty field: never.')}</p>
    <${Form} initial=${initial} onSubmit=${save} onCancel=${onClose}>
      <div class="threshold-rows">
        ${ROWS.map(
          ({ measure, words, unit }) => html`<fieldset key=${measure} class="threshold-row">
            <legend>${words()} <span class="muted small">${unit()}</span></legend>
            <${Field} type="number" name="${measure}_amber" min=${0} label=${html`<span class="row tight"><${Icon} name="triangle-alert" class="warn" />${t('Worth a look')}</span>`} />
            <${Field} type="number" name="${measure}_red" min=${0} label=${html`<span class="row tight"><${Icon} name="octagon-alert" class="bad" />${t('Bad')}</span>`}
              check=${(/** @type {number | null} */ red, /** @type {any} */ values) => (red !== null && values[`${measure}_amber`] !== null && red < values[`${measure}_amber`] ? t('Not before the other one.') : null)} />
          </fieldset>`,
        )}
      </div>
    <//>
  <//>`
}
