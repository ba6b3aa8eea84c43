// Two customers who are one person: suggested, looked at side by side, made one; and two again.

import { api } from '../../core/api.js'
import { tellProblem, toast } from '../../core/dialogs.js'
import { fmt, t, tn } from '../../core/i18n.js'
import { html, signal, useEffect, useId, useState } from '../../core/ui.js'
import { Button } from '../../components/button.js'
import { Dialog } from '../../components/dialog.js'
import { Icon } from '../../components/icon.js'
import { fetchCustomer } from './customers.js'
import { useSearched } from './searched.js'

/** @typedef {import('../../types').WholeCustomer} WholeCustomer */
/** @typedef {import('../../types').AlikeCard} AlikeCard */
/** @typedef {import('../../types').MergeCard} MergeCard */
/** @typedef {import('../../types').CustomerCard} CustomerCard */


/** Goes up when somebody was merged or made two again. */
const changes = signal(0)

const path = (/** @type {string} */ id) => `/customers/${encodeURIComponent(id)}`

/** @param {{name: string}} of */
const nameOf = ({ name }) => name || t('Name not known')

/** @param {{who: WholeCustomer}} props */
export function SameCustomer({ who }) {
  const [alike, setAlike] = useState(/** @type {readonly AlikeCard[]} */ ([]))
  const [merges, setMerges] = useState(/** @type {readonly MergeCard[]} */ ([]))
  const [asked, setAsked] = useState(/** @type {string | null} */ (null))
  const version = changes.value
  useEffect(() => {
    const abort = new AbortController()
    const nothing = () => undefined
    api.get(`${path(who.id)}/alike`, {}, abort.signal).then((list) => setAlike(list.items), nothing)
    api.get(`${path(who.id)}/merges`, {}, abort.signal).then((list) => setMerges(list.items), nothing)
    return () => abort.abort()
  }, [who.id, who.changed_at, version])
  const standing = merges.filter(({ undone_at }) => undone_at === null)
  return html`<section class="same-customer" aria-label=${t('The same customer')}>
    ${alike.slice(0, 3).map(
      ({ customer, why }) => html`<div class="may-be" key=${customer.id}>
        <${Icon} name="users-round" />
        <p class="grow"><strong>${nameOf(customer)}</strong> ${customer.organisation && html`<span class="muted">${customer.organisation}</span>`}<br /><span class="muted small">${why === 'name' ? t('has the same name') : t('has a number like it')}</span></p>
        <${Button} small icon="merge" onClick=${() => setAsked(customer.id)}>${t('Compare')}<//>
      </div>`,
    )}
    ${standing.map((merge) => html`<${Merged} key=${merge.id} merge=${merge} />`)}
    <div><${Button} small kind="plain" icon="merge" onClick=${() => setAsked('')}>${t('Merge with another customer')}<//></div>
    ${asked !== null && html`<${Merging} who=${who} other=${asked} onClose=${() => setAsked(null)} />`}
  </section>`
}

/** @param {{merge: MergeCard}} props */
function Merged({ merge }) {
  async function undo() {
    await api.post(`/customer-merges/${encodeURIComponent(merge.id)}/undo`)
    await fetchCustomer(merge.kept)
    changes.value += 1
    toast(t('They are two customers again.'))
  }
  return html`<div class="may-be merged">
    <${Icon} name="merge" />
    <p class="grow small">${t('{name} was merged into this customer by {who}, {when}.', { name: nameOf({ name: merge.merged_name }), who: merge.by, when: fmt.moment(merge.at) })}</p>
    <${Button} small icon="undo-2" onClick=${undo}>${t('Undo')}<//>
  </div>`
}

/** Who the other one is, then what comes of it. @param {{who: WholeCustomer, other: string, onClose: () => void}} props */
function Merging({ who, other, onClose }) {
  const [chosen, setChosen] = useState(other)
  const [card, setCard] = useState(/** @type {WholeCustomer | null} */ (null))
  useEffect(() => {
    setCard(null)
    if (chosen) api.get(path(chosen)).then(setCard, tellProblem)
  }, [chosen])
  async function merge() {
    if (!card) return
    await api.post(`${path(who.id)}/merge`, { with: card.id })
    await fetchCustomer(who.id)
    changes.value += 1
    onClose()
    toast(t('They are one customer now. It can be undone here at any time.'))
  }
  const footer = html`<${Button} onClick=${onClose}>${t('Cancel')}<//><${Button} kind="primary" icon="merge" disabled=${!card} onClick=${merge}>${t('Merge')}<//>`
  return html`<${Dialog} title=${t('Are they the same person?')} width="44rem" onClose=${onClose} footer=${footer}>
    <div class="merging">
      <${Side} who=${who} heading=${t('This customer stays')} />
      <${Icon} name="arrow-left" />
      ${chosen && card ? html`<${Side} who=${card} heading=${t('Becomes part of them')} other=${() => setChosen('')} />` : html`<${Find} not=${who.id} onPick=${setChosen} />`}
    </div>
    ${card && html`<p class="hint">${tn('{n} number or address and all interactions, conversations and notes go over. What is empty here is taken from there.', '{n} numbers and addresses and all interactions, conversations and notes go over. What is empty here is taken from there.', card.identities.length)}</p>`}
  <//>`
}

/** @param {{who: WholeCustomer, heading: string, other?: () => void}} props */
const Side = ({ who, heading, other }) => html`<section class="merging-side">
  <h3>${heading}</h3>
  <p><strong>${nameOf(who)}</strong>${who.organisation && html`<br /><span class="muted">${who.organisation}</span>`}</p>
  <ul role="list" class="num small">${who.identities.map((each) => html`<li key=${each.value}>${each.value}</li>`)}</ul>
  <p class="muted small">${tn('{n} interaction', '{n} interactions', who.interactions)} · ${t('since {date}', { date: fmt.date(who.created_at) })}</p>
  ${other && html`<${Button} small kind="plain" icon="search" onClick=${other}>${t('Somebody else')}<//>`}
</section>`

/** @param {{not: string, onPick: (id: string) => void}} props */
function Find({ not, onPick }) {
  const id = useId()
  const [text, setText] = useState('')
  const found = useSearched(text)
  return html`<section class="merging-side find-customer">
    <div class="field"><label for=${id}>${t('Who becomes part of them?')}</label>
      <input id=${id} class="input" type="search" autofocus value=${text} placeholder=${t('Name, organisation or number')} onInput=${(/** @type {any} */ event) => setText(event.currentTarget.value)} /></div>
    <ul role="list">
      ${found.filter((card) => card.id !== not).map(
        (card) => html`<li key=${card.id}><${Button} wide kind="plain" class="start" onClick=${() => onPick(card.id)}><${Icon} name="user-round" /><span class="grow truncate">${nameOf(card)}</span><span class="muted small num">${card.identities[0]?.value}</span><//></li>`,
      )}
    </ul>
  </section>`
}
