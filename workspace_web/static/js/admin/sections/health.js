// The health of the centre: each thing that has to be well, live, and what to do when it is not.

import { Badge } from '../../components/badge.js'
import { Card } from '../../components/card.js'
import { Icon } from '../../components/icon.js'
import { fmt, t } from '../../core/i18n.js'
import { html, useEffect, useState } from '../../core/ui.js'

const EVERY = 4000 // milliseconds
const PATIENCE = 5000

/** @typedef {{name: string, ok: boolean, needed: boolean, state: string, cure: string}} Check */

/** @returns {Promise<{ready: boolean, checks: Check[]}>} */
async function look() {
  const response = await fetch('/readyz', { signal: AbortSignal.timeout(PATIENCE), cache: 'no-store' })
  return response.json()
}

export function Health() {
  const [found, setFound] = useState(/** @type {null | {ready: boolean, checks: Check[]}} */ (null))
  const [at, setAt] = useState(/** @type {number | null} */ (null))
  const [away, setAway] = useState(false)
  useEffect(() => {
    let stopped = false
    async function again() {
      try {
        const now = await look()
        if (stopped) return
        setFound(now)
        setAway(false)
        setAt(Date.now() / 1000)
      } catch {
        if (!stopped) setAway(true)
      }
    }
    void again()
    const timer = setInterval(again, EVERY)
    return () => {
      stopped = true
      clearInterval(timer)
    }
  }, [])
  const broken = found?.checks.filter((check) => !check.ok) ?? []
  return html`
    <header class="section-head">
      <div><h1>${t('Health')}</h1><p class="hint">${t('Looked at every few seconds. The same is at /readyz for your monitoring.')}</p></div>
      ${at !== null && html`<span class="hint" aria-live="off">${t('As of {time}', { time: fmt.time(at) })}</span>`}
    </header>
    <div role="status">
      ${away
        ? html`<${Verdict} tone="bad" icon="cloud-off" title=${t('The app does not answer')} text=${t('Calls that are under way go on in Asterisk. Start the app again; it takes them up. The log says why it stopped.')} />`
        : found &&
          (broken.length === 0
            ? html`<${Verdict} tone="good" icon="circle-check" title=${t('All is well')} text=${t('Calls can come, be answered and be recorded.')} />`
            : found.ready
              ? html`<${Verdict} tone="warn" icon="triangle-alert" title=${t('Calls go on, but something is wrong')} text=${t('See below what it is, and what to do about it.')} />`
              : html`<${Verdict} tone="bad" icon="octagon-alert" title=${t('New calls cannot be taken')} text=${t('See below what is broken, and what to do about it.')} />`)}
    </div>
    ${found &&
    html`<${Card} flush>
      <ul class="checks">
        ${[...found.checks].sort((a, b) => Number(a.ok) - Number(b.ok)).map(
          (check) => html`<li key=${check.name} class=${check.ok ? 'well' : check.needed ? 'broken' : 'odd'}>
            <${Icon} name=${check.ok ? 'circle-check' : check.needed ? 'circle-x' : 'triangle-alert'} />
            <div class="grow">
              <h2>${check.name}</h2>
              <p>${check.state}</p>
              ${!check.ok && check.cure && html`<p class="cure"><${Icon} name="wrench" /><span>${check.cure}</span></p>`}
            </div>
            <${Badge} tone=${check.ok ? 'good' : check.needed ? 'bad' : 'warn'}>${check.ok ? t('well') : check.needed ? t('broken') : t('to be looked at')}<//>
          </li>`,
        )}
      </ul>
    <//>`}
  `
}

/** @param {{tone: string, icon: string, title: string, text: string}} props */
const Verdict = ({ tone, icon, title, text }) =>
  html`<div class=${`verdict tone-${tone}`}><${Icon} name=${icon} large /><div><p class="title">${title}</p><p>${text}</p></div></div>`
