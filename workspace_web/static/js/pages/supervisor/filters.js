// Which agents are shown: by words, state, team, queue and skill; and views that one keeps.

import { promptDialog } from '../../core/dialogs.js'
import { fmt, t } from '../../core/i18n.js'
import { action } from '../../core/keys.js'
import { live } from '../../core/live.js'
import { html, useComputed, useLayoutEffect, useRef } from '../../core/ui.js'
import { Button } from '../../components/button.js'
import { Icon } from '../../components/icon.js'
import { Menu } from '../../components/menu.js'
import { AGENT_STATES, Mark } from '../../components/state-mark.js'
import { byState, forgetView, queueName, queues, saveView, skills, teamName, teams, views, want, wanted } from './centre.js'
import { EVERYBODY, STATES } from './rules.js'

/** @param {{shown: number}} props */
export function Filters({ shown }) {
  const box = useRef(/** @type {HTMLInputElement | null} */ (null))
  const { text, team, queue, skill, states } = wanted.value
  const narrowed = Boolean(text || team || queue || skill || states.length)
  useLayoutEffect(() => action({ id: 'agents.search', title: t('Search the agents'), keys: '/', icon: 'search', group: t('Supervision'), run: () => box.current?.focus() }), [])
  return html`<div class="filters">
    <div class="search">
      <${Icon} name="search" />
      <input class="input" type="search" ref=${box} value=${text} placeholder=${t('Name, reason, number')} aria-label=${t('Search the agents')}
        onInput=${(/** @type {any} */ event) => want({ text: event.currentTarget.value })} />
    </div>
    <${Choose} label=${t('Team')} all=${t('All teams')} value=${team} options=${teams.value.map((id) => ({ id, name: teamName(id) }))} onChoose=${(/** @type {string} */ id) => want({ team: id })} />
    <${Choose} label=${t('Queue')} all=${t('All queues')} value=${queue} options=${queues.value.map((id) => ({ id, name: queueName(id) }))} onChoose=${(/** @type {string} */ id) => want({ queue: id })} />
    <${Choose} label=${t('Skill')} all=${t('All skills')} value=${skill} options=${skills.value.map((id) => ({ id, name: id }))} onChoose=${(/** @type {string} */ id) => want({ skill: id })} />
    <div class="filter-ends">
      <${Count} shown=${shown} />
      ${narrowed && html`<${Button} small kind="plain" icon="x" onClick=${() => want({ ...EVERYBODY, sort: wanted.value.sort, down: wanted.value.down })}>${t('Clear')}<//>`}
      <${Views} />
    </div>
    <div class="state-filters" role="group" aria-label=${t('States')}>${STATES.map((state) => html`<${StateFilter} key=${state} state=${state} />`)}</div>
  </div>`
}

/** @param {{shown: number}} props */
function Count({ shown }) {
  const all = useComputed(() => live.agents.value.size).value
  return html`<span class="muted small num">${t('{shown} of {all}', { shown: fmt.number(shown), all: fmt.number(all) })}</span>`
}

/** @param {{state: string}} props */
function StateFilter({ state }) {
  const many = useComputed(() => byState.value[state] ?? 0).value
  const look = AGENT_STATES[state]
  const { states } = wanted.value
  if (!look) return null
  return html`<button type="button" class="state-filter" aria-pressed=${String(states.includes(state))}
    onClick=${() => want({ states: states.includes(state) ? states.filter((one) => one !== state) : [...states, state] })}
    ><${Mark} look=${look} /><span class="num muted">${fmt.number(many)}</span></button
  >`
}

/** @param {{label: string, all: string, value: string, options: readonly {id: string, name: string}[], onChoose: (id: string) => void}} props */
function Choose({ label, all, value, options, onChoose }) {
  if (options.length < 2 && !value) return null
  return html`<select class="input choose" aria-label=${label} value=${value} onChange=${(/** @type {any} */ event) => onChoose(event.currentTarget.value)}>
    <option value="">${all}</option>
    ${options.map(({ id, name }) => html`<option key=${id} value=${id} selected=${id === value}>${name}</option>`)}
  </select>`
}

function Views() {
  const names = Object.keys(views.value)
  async function save() {
    const name = await promptDialog({ title: t('Keep this view'), label: t('Name'), required: true, maxLength: 40, confirm: t('Keep') })
    if (name) saveView(name)
  }
  const same = (/** @type {string} */ name) => JSON.stringify(views.value[name]) === JSON.stringify(wanted.value)
  return html`<${Menu}
    button=${{ small: true, icon: 'star', kind: 'plain' }}
    choices=${[
      { title: t('Everybody who is signed in'), icon: 'users', run: () => want(EVERYBODY) },
      ...names.map((name) => ({ title: name, checked: same(name), run: () => want(/** @type {any} */ (views.value[name])) })),
      { line: true },
      { title: t('Keep this view …'), icon: 'plus', run: save },
      ...names.filter(same).map((name) => ({ title: t('Forget “{name}”', { name }), icon: 'x', danger: true, run: () => forgetView(name) })),
    ]}
    >${t('Views')}<//
  >`
}
