// One of everything, for test_browser_components.py.

import { page } from 'trunkline/core/page.js'
import { Problem } from 'trunkline/core/api.js'
import { confirmDialog, toast } from 'trunkline/core/dialogs.js'
import { action } from 'trunkline/core/keys.js'
import { live } from 'trunkline/core/live.js'
import { html, useState } from 'trunkline/core/ui.js'
import { Badge } from 'trunkline/components/badge.js'
import { Banner } from 'trunkline/components/banner.js'
import { Button } from 'trunkline/components/button.js'
import { Card } from 'trunkline/components/card.js'
import { DataTable } from 'trunkline/components/data-table.js'
import { Dialog } from 'trunkline/components/dialog.js'
import { EmptyState } from 'trunkline/components/empty-state.js'
import { Field } from 'trunkline/components/field.js'
import { Form } from 'trunkline/components/form.js'
import { Menu } from 'trunkline/components/menu.js'
import { Splitter } from 'trunkline/components/splitter.js'
import { AGENT_STATES, INTERACTION_STATES, StateMark } from 'trunkline/components/state-mark.js'
import { Tabs } from 'trunkline/components/tabs.js'
import { Countdown, Since } from 'trunkline/components/time.js'

action({ id: 'call.mute', title: 'Mute the call', keys: 'Alt+M', group: 'Call', icon: 'mic-off', run: () => toast('Muted') })

const rows = Array.from({ length: 60 }, (_, n) => ({ id: `a${n}`, name: `Agent ${n}`, state: Object.keys(AGENT_STATES)[n % 7] }))
const columns = [
  { id: 'name', title: 'Name', head: true, sort: (row) => row.name, view: (row) => row.name },
  { id: 'state', title: 'State', view: (row) => html`<${StateMark} of="agent" state=${row.state} />` },
  { id: 'since', title: 'In state', num: true, view: () => html`<${Since} at=${live.now() - 400} warn=${300} bad=${900} />` },
]
const tabs = [
  { id: 'one', title: 'Customer', icon: 'user', view: () => 'Anna Smith' },
  { id: 'two', title: 'History', count: 3, view: () => html`<${EmptyState} icon="history" title="No earlier interactions" />` },
]

/** The server knows better. */
async function refuse() {
  throw new Problem(422, { type: 'x/invalid', detail: 'It does not fit.', errors: [{ part: 'body', pointer: '/name', detail: 'Taken.' }] })
}

function Everything() {
  const [open, setOpen] = useState(false)
  const choices = [{ title: 'Listen', icon: 'ear', run: () => toast('Listening') }, { line: true }, { title: 'Take over', danger: true, run: () => null }]
  return html`<div class="sheet">
    <header><h1>Everything</h1><${Button} kind="primary" icon="plus" onClick=${() => setOpen(true)}>Open<//></header>
    <${Banner} tone="warn">You are still on a call.<//>
    <div class="row">
      <${Button} kind="danger" onClick=${() => confirmDialog({ title: 'Remove it?', danger: true }).then((yes) => yes && toast('Removed'))}>Remove<//>
      <${Button} kind="positive">Accept<//><${Button} icon="mic" label="Mute" pressed=${true} /><${Button} disabled>Off<//>
      <${Menu} button=${{ icon: 'chevron-down' }} choices=${choices}>More<//>
      <${Badge} tone="good">good<//><${Badge} tone="bad" count>3<//>
    </div>
    <div class="row">${Object.keys(AGENT_STATES).map((state) => html`<${StateMark} of="agent" state=${state} />`)}</div>
    <div class="row">${Object.keys(INTERACTION_STATES).map((state) => html`<${StateMark} of="interaction" state=${state} />`)}</div>
    <div class="tiles">
      <${Card} title="Form">
        <${Form} initial=${{ name: '', wrap_up: 30 }} onSubmit=${refuse}>
          <${Field} name="name" label="Name" required maxLength=${40} hint="As agents see it." />
          <${Field} name="mode" label="Mode" type="select" options=${[{ value: 'a', label: 'A' }]} />
          <${Field} name="wrap_up" label="Wrap-up" type="number" min=${5} />
          <${Field} name="on" label="Open on holidays" type="checkbox" />
        <//>
      <//>
      <${Card} title="Tabs"><${Tabs} label="Customer" tabs=${tabs} /><${Countdown} until=${live.now() + 14} of=${20} /><//>
    </div>
    <${Splitter} name="test" label="Width of the list" side="left" width=${200}>right<//>
    <${DataTable} label="Agents" columns=${columns} rows=${rows} search=${(row) => row.name} sortBy="name" size=${12} onOpen=${(row) => toast(row.name)} empty=${{ title: 'None' }} />
    ${open && html`<${Dialog} title="A window" onClose=${() => setOpen(false)}><p>Inside</p><//>`}
  </div>`
}

page({ title: 'Everything', main: Everything })
