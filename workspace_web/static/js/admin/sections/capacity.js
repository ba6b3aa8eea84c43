// How much agents take on at once: what one costs, what goes before what, and how many of a label.

import { Banner } from '../../components/banner.js'
import { Button } from '../../components/button.js'
import { Card } from '../../components/card.js'
import { Field } from '../../components/field.js'
import { Form, FormContext } from '../../components/form.js'
import { Icon } from '../../components/icon.js'
import { api, Problem } from '../../core/api.js'
import { may } from '../../core/boot.js'
import { toast } from '../../core/dialogs.js'
import { fmt, t } from '../../core/i18n.js'
import { html, useContext, useEffect, useState } from '../../core/ui.js'
import { atMost, capital, interruptions, MANY, MEDIA, most, ONE } from './capacity-words.js'

/** @typedef {import('../../components/field.js').Control} Control */
/** @typedef {import('./capacity-words.js').MediaType} MediaType */
/** @typedef {Record<MediaType, {units: number, interrupted_by: string[]}>} Rules */

const ICONS = { call: 'phone', chat: 'message-circle', message: 'message-square', email: 'mail' }

/** @param {{control: Control}} props */
function Units({ control }) {
  /** @type {Rules} */
  const rules = control.value
  /** @param {MediaType} media @param {number} units */
  const set = (media, units) => control.set({ ...rules, [media]: { ...rules[media], units } })
  return html`<div class="units" role="group" id=${control.id} aria-describedby=${control.describedBy}>
    ${MEDIA.map((media) => {
      const { units } = rules[media]
      const fit = most(media, units)
      return html`<div class="unit" key=${media}>
        <span class="what"><${Icon} name=${ICONS[media]} /> ${ONE[media]()}</span>
        <input type="range" min="0" max="100" step="1" value=${units} aria-label=${t('Units of: {media}', { media: ONE[media]() })} aria-valuetext=${t('{n} of 100', { n: units })}
          style=${{ '--filled': `${units}%` }} onInput=${(/** @type {any} */ event) => set(media, event.currentTarget.valueAsNumber)} />
        <input class="input" type="number" min="0" max="100" value=${units} aria-label=${t('Units of: {media}', { media: ONE[media]() })}
          onInput=${(/** @type {any} */ event) => Number.isFinite(event.currentTarget.valueAsNumber) && set(media, Math.min(100, Math.max(0, event.currentTarget.valueAsNumber)))} />
        <span class="fits" aria-hidden="true">${fit === Infinity ? html`<b>∞</b>` : Array.from({ length: Math.min(fit, 20) }, (_, at) => html`<i key=${at}></i>`)}${Number.isFinite(fit) && html`<b>${fit}</b>`}</span>
      </div>`
    })}
  </div>`
}

/** @param {{control: Control}} props */
function Matrix({ control }) {
  /** @type {Rules} */
  const rules = control.value
  /** @param {MediaType} media @param {MediaType} by @param {boolean} on */
  function turn(media, by, on) {
    const others = rules[media].interrupted_by.filter((other) => other !== by)
    const next = { ...rules, [media]: { ...rules[media], interrupted_by: on ? [...others, by] : others } }
    // What goes before cannot be set aside for the same.
    if (on) next[by] = { ...next[by], interrupted_by: next[by].interrupted_by.filter((other) => other !== media) }
    control.set(next)
  }
  return html`<div class="matrix-scroll"><table class="matrix" id=${control.id} aria-describedby=${control.describedBy}>
    <caption class="only-read">${t('What is set aside for what')}</caption>
    <thead><tr><td></td>${MEDIA.map((by) => html`<th scope="col" key=${by}><${Icon} name=${ICONS[by]} /> ${capital(MANY[by]())}</th>`)}</tr></thead>
    <tbody>
      ${MEDIA.map(
        (media) => html`<tr key=${media}>
          <th scope="row">${t('{media} are set aside for', { media: capital(MANY[media]()) })}</th>
          ${MEDIA.map(
            (by) => html`<td key=${by}>${media === by
              ? html`<span class="hint" aria-hidden="true">–</span>`
              : html`<input type="checkbox" checked=${rules[media].interrupted_by.includes(by)} aria-label=${t('{media} are set aside for {other}', { media: capital(MANY[media]()), other: MANY[by]() })}
                  onChange=${(/** @type {any} */ event) => turn(media, by, event.currentTarget.checked)} />`}</td>`,
          )}
        </tr>`,
      )}
    </tbody>
  </table></div>`
}

/** @param {{control: Control}} props */
function Caps({ control }) {
  /** @type {{label: string, most: number}[]} */
  const caps = control.value
  /** @param {number} at @param {object} change */
  const set = (at, change) => control.set(caps.map((cap, place) => (place === at ? { ...cap, ...change } : cap)))
  return html`<div class="caps" role="group" id=${control.id} aria-describedby=${control.describedBy}>
    ${caps.map(
      (cap, at) => html`<div class="row" key=${at}>
        <input class="input" value=${cap.label} maxlength="100" aria-label=${t('Label')} placeholder=${t('complaint')} onInput=${(/** @type {any} */ event) => set(at, { label: event.currentTarget.value })} />
        <span>${t('at most')}</span>
        <input class="input short" type="number" min="1" max="100" value=${cap.most} aria-label=${t('How many at once')} onInput=${(/** @type {any} */ event) => set(at, { most: event.currentTarget.valueAsNumber || 1 })} />
        <${Button} icon="x" kind="plain" small label=${t('Take away')} onClick=${() => control.set(caps.filter((_, place) => place !== at))} />
      </div>`,
    )}
    <div><${Button} small icon="plus" onClick=${() => control.set([...caps, { label: '', most: 1 }])}>${t('Add a label')}<//></div>
  </div>`
}

/** The whole in words, as it is typed. @param {{total: number}} props */
function InWords({ total }) {
  const rules = useContext(FormContext)?.values.value.rules
  return html`<div class="in-words" role="status"><${Icon} name="gauge" /><div>
    <p>${atMost(rules, total)}</p>
    ${interruptions(rules).map((sentence) => html`<p key=${sentence}>${sentence}</p>`)}
  </div></div>`
}

/** Whether each label is named. @param {{label: string}[]} caps */
const allNamed = (caps) => (caps.some((cap) => !cap.label.trim()) ? t('Name each label, or take it away.') : null)

export function Capacity() {
  const [card, setCard] = useState(/** @type {import('../../types').CapacityCard | null} */ (null))
  const [wrong, setWrong] = useState('')
  useEffect(() => {
    api.get('/setup/capacity').then(setCard, (error) => {
      if (!(error instanceof Problem)) throw error
      setWrong(error.detail)
    })
  }, [])
  /** @param {any} values */
  async function save(values) {
    setCard(await api.put('/setup/capacity', { ...values, version: card?.version }))
    toast(t('Saved; the centre works by it already.'))
  }
  return html`
    <header class="section-head"><div><h1>${t('Capacity')}</h1><p class="hint">${t('How much an agent takes on at once, and what goes before what. Each agent has 100 units; what single agents do otherwise stands in their own form.')}</p></div></header>
    ${wrong && html`<${Banner} tone="bad">${wrong}<//>`}
    ${card &&
    html`<${Form} key=${card.version} initial=${{ rules: card.rules, label_caps: card.label_caps }} onSubmit=${save} always=${false}
      extra=${card.changed_at && html`<span class="hint">${t('Last changed by {who}, {when}', { who: card.changed_by, when: fmt.dateTime(card.changed_at) })}</span>`}>
      ${!may('queues:write') && html`<${Banner} tone="quiet" icon="lock">${t('You may look at this, not change it.')}<//>`}
      <${InWords} total=${card.total} />
      <${Card} title=${t('What one costs')}>
        <${Field} name="rules" label=${t('Units of one, out of 100')} required hint=${t('0 costs nothing and always fits. Nobody is ever in two calls.')}>${(/** @type {Control} */ control) => html`<${Units} control=${control} />`}<//>
      <//>
      <${Card} title=${t('What goes before what')}>
        <${Field} name="rules" label=${t('Work that is set aside costs nothing meanwhile')} required>${(/** @type {Control} */ control) => html`<${Matrix} control=${control} />`}<//>
      <//>
      <${Card} title=${t('Labels')}>
        <${Field} name="label_caps" label=${t('How many of a label at once')} hint=${t('For what is hard: two complaints at once are enough for anybody.')} check=${allNamed}>${(/** @type {Control} */ control) => html`<${Caps} control=${control} />`}<//>
      <//>
    <//>`}
  `
}
