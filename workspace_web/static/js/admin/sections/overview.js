// The first page of the administration: what there is, and what is still missing for callers to be helped.

import { Button } from '../../components/button.js'
import { Card } from '../../components/card.js'
import { EmptyState } from '../../components/empty-state.js'
import { Icon } from '../../components/icon.js'
import { api, Problem } from '../../core/api.js'
import { fmt, t, tn } from '../../core/i18n.js'
import { html, useEffect, useState } from '../../core/ui.js'
import { addressOf } from '../place.js'

const MOST = 200
const SETUP = /** @type {const} */ (['numbers', 'queues', 'agents', 'users', 'phones', 'trunks', 'accounts', 'calendars', 'wrap-up-codes'])
const TILES = [
  { name: 'numbers', title: t('Numbers'), icon: 'hash' },
  { name: 'queues', title: t('Queues'), icon: 'layers' },
  { name: 'agents', title: t('Agents'), icon: 'headset' },
  { name: 'users', title: t('Users'), icon: 'user-cog' },
  { name: 'phones', title: t('Phones'), icon: 'phone' },
  { name: 'trunks', title: t('Trunks'), icon: 'network' },
  { name: 'accounts', title: t('Channels'), icon: 'messages-square' },
]

/** @typedef {{key: string, text: string, href: string, does: string}} Lack */

/** What keeps callers from being helped, the worst first. @param {Record<string, {items: any[], total: number}>} all @returns {Lack[]} */
function lacksOf(all) {
  /** @type {Lack[]} */
  const found = []
  /** @param {string} key @param {string} text @param {string} href @param {string} does */
  const lack = (key, text, href, does) => found.push({ key, text, href, does })
  const { numbers, queues, agents, users, trunks } = all
  if (!trunks?.total) lack('trunks', t('No trunk: no call can come from outside.'), addressOf('trunks', 'new'), t('Add a trunk'))
  if (!numbers?.total) lack('numbers', t('No number: nobody can call.'), addressOf('numbers', 'new'), t('Add a number'))
  if (!queues?.total) lack('queues', t('No queue: callers cannot wait for an agent.'), addressOf('queues', 'new'), t('Add a queue'))
  for (const queue of queues?.items ?? []) {
    if (!queue.agents.length) lack(`queue.${queue.id}`, t('Nobody serves the queue {name}: callers wait in vain.', { name: queue.name }), addressOf('queues', queue.id), t('See the queue'))
    else if (queue.agents.every((/** @type {any} */ agent) => agent.lacks.length))
      lack(`skills.${queue.id}`, t('Every agent of {name} lacks a skill that it wants: callers wait in vain.', { name: queue.name }), addressOf('queues', queue.id), t('See the queue'))
  }
  for (const agent of agents?.items ?? []) {
    if (!agent.users.length && !agent.phone) lack(`agent.${agent.id}`, t('Nobody signs in as {name}, and they have no phone.', { name: agent.name }), addressOf('users', 'new'), t('Add a user'))
  }
  const waiting = (users?.items ?? []).filter((user) => !user.sign_in && !user.disabled_at && user.role !== 'service')
  if (waiting.length) lack('sign-in', tn('{n} user has no password yet.', '{n} users have no password yet.', waiting.length), addressOf('users', waiting[0].id), t('Make a set-up link'))
  return found
}

export function Overview() {
  const [all, setAll] = useState(/** @type {Record<string, {items: any[], total: number}> | null} */ (null))
  useEffect(() => {
    Promise.all(SETUP.map((name) => api.get(`/setup/${name}`, { size: MOST }))).then(
      (pages) => setAll(Object.fromEntries(SETUP.map((name, at) => [name, pages[at]]))),
      (error) => {
        if (!(error instanceof Problem)) throw error
        setAll({})
      },
    )
  }, [])
  const lacks = all ? lacksOf(all) : []
  return html`
    <header class="section-head"><div><h1>${t('Overview')}</h1><p class="hint">${t('What is set up, and what is still missing for customers to be helped.')}</p></div></header>
    <div class="tiles">
      ${TILES.map(
        (tile) => html`<a class="tile" key=${tile.name} href=${addressOf(tile.name)}>
          <${Icon} name=${tile.icon} /><span class="count">${all ? fmt.number(all[tile.name]?.total ?? 0) : '–'}</span><span>${tile.title}</span>
        </a>`,
      )}
    </div>
    <${Card} title=${t('Still to do')} flush>
      ${all && !lacks.length && html`<${EmptyState} icon="circle-check" title=${t('Nothing is missing')} text=${t('Callers reach a flow, queues have agents, and everybody can sign in.')} />`}
      ${lacks.length > 0 &&
      html`<ul class="lines todo">
        ${lacks.map((lack) => html`<li key=${lack.key}><${Icon} name="triangle-alert" /><span class="grow">${lack.text}</span><${Button} small href=${lack.href}>${lack.does}<//></li>`)}
      </ul>`}
    <//>
  `
}
