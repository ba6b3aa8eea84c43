// Settings: those that change while the centre runs, and those of its start with their help.

import { Badge } from '../../components/badge.js'
import { Banner } from '../../components/banner.js'
import { Card } from '../../components/card.js'
import { DataTable } from '../../components/data-table.js'
import { Field } from '../../components/field.js'
import { Form } from '../../components/form.js'
import { api, Problem } from '../../core/api.js'
import { may } from '../../core/boot.js'
import { toast } from '../../core/dialogs.js'
import { fmt, t } from '../../core/i18n.js'
import { html, useEffect, useState } from '../../core/ui.js'
import { Lines, OneOf, Perhaps } from '../fields.js'

/** @typedef {import('../../components/field.js').Control} Control */

const COLUMNS = [
  { id: 'name', title: t('Setting'), head: true, sort: (/** @type {any} */ row) => row.name, view: (/** @type {any} */ row) => html`<code>${row.name}</code>` },
  {
    id: 'value',
    title: t('Value'),
    view: (/** @type {any} */ row) => (row.secret ? html`<${Badge} icon="lock">${t('secret')}<//>` : row.value ? html`<span class="figure">${row.value}</span>` : html`<span class="hint">${t('empty')}</span>`),
  },
  {
    id: 'changed',
    title: t('Where from'),
    sort: (/** @type {any} */ row) => (row.changed ? 0 : 1),
    view: (/** @type {any} */ row) => (row.changed ? html`<${Badge} tone="accent" icon="pencil">${t('set at the start')}<//>` : html`<span class="hint">${t('as it came')}</span>`),
  },
  { id: 'help', title: t('What it is'), view: (/** @type {any} */ row) => html`${row.help}<br /><code class="hint">${row.variable}</code>` },
]
const searched = (/** @type {any} */ row) => `${row.name} ${row.help} ${row.value}`
const nameOf = (/** @type {any} */ row) => row.name

export function Settings() {
  const [card, setCard] = useState(/** @type {any} */ (null))
  const [wrong, setWrong] = useState('')
  useEffect(() => {
    api.get('/setup/settings').then(setCard, (error) => {
      if (!(error instanceof Problem)) throw error
      setWrong(error.detail)
    })
  }, [])
  /** @param {any} values */
  async function save(values) {
    setCard(await api.put('/setup/settings', { ...values, version: card.version }))
    toast(t('Saved; the centre works by it already.'))
  }
  return html`
    <header class="section-head"><div><h1>${t('Settings')}</h1><p class="hint">${t('What holds for the whole centre.')}</p></div></header>
    ${wrong && html`<${Banner} tone="bad">${wrong}<//>`}
    ${card &&
    html`<${Card} title=${t('While it runs')}>
      <${Form} key=${card.version} onSubmit=${save} always=${false}
        initial=${{ second_factor: card.second_factor, dialable: card.dialable, keep_recordings: card.keep_recordings, keep_voicemails: card.keep_voicemails }}
        extra=${card.changed_at && html`<span class="hint">${t('Last changed by {who}, {when}', { who: card.changed_by, when: fmt.dateTime(card.changed_at) })}</span>`}>
        ${!may('setup:write') && html`<${Banner} tone="quiet" icon="lock">${t('You may look at this, not change it.')}<//>`}
        <${Field} name="second_factor" label=${t('Who needs a second factor')} required>
          ${(/** @type {Control} */ control) =>
            html`<${OneOf} label=${t('Who needs a second factor')} control=${control} choices=${[
              { value: 'optional', label: t('Nobody has to'), text: t('Everybody may set one up on their account.') },
              { value: 'staff', label: t('All but agents'), text: t('Supervisors, administrators and auditors.') },
              { value: 'everyone', label: t('Everybody'), text: t('Nobody does anything before they have one.') },
            ]} />`}
        <//>
        <${Field} name="dialable" label=${t('Numbers outside that may be called')} hint=${t('How they begin, one a line: +44, +4930. Without any, no agent can have an outside number called. Keep it as short as you can: whoever can make the centre dial can make you pay.')}>
          ${(/** @type {Control} */ control) => html`<${Lines} control=${control} placeholder="+44" />`}
        <//>
        <div class="pair">
          <${Field} name="keep_recordings" label=${t('Recordings')}>
            ${(/** @type {Control} */ control) => html`<${Perhaps} control=${control} label=${t('Days that recordings are kept')} when=${t('Delete them after a time')} otherwise=${90} min=${1} max=${3650} unit=${t('days')} />`}
          <//>
          <${Field} name="keep_voicemails" label=${t('Voicemail')}>
            ${(/** @type {Control} */ control) => html`<${Perhaps} control=${control} label=${t('Days that messages are kept')} when=${t('Delete them after a time')} otherwise=${90} min=${1} max=${3650} unit=${t('days')} />`}
          <//>
        </div>
      <//>
    <//>
    <${Card} title=${t('Set at the start')}>
      <p class="hint">${t('These are changed in trunkline.toml, by a variable or a flag, and hold from the next start on.')}</p>
      <${DataTable} label=${t('Settings of the start')} rows=${card.fixed} columns=${COLUMNS} search=${searched} rowKey=${nameOf} size=${100} empty=${{ title: t('No settings') }} />
    <//>`}
  `
}
