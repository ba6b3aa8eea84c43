// The flow editor: what can be added at the left, the canvas, the settings and the trial at the right.

import { Badge } from '../components/badge.js'
import { Banner } from '../components/banner.js'
import { Button } from '../components/button.js'
import { EmptyState } from '../components/empty-state.js'
import { Icon } from '../components/icon.js'
import { Menu } from '../components/menu.js'
import { Splitter } from '../components/splitter.js'
import { Tabs } from '../components/tabs.js'
import { tellProblem, toast } from '../core/dialogs.js'
import { fmt, t, tn } from '../core/i18n.js'
import { action } from '../core/keys.js'
import { page } from '../core/page.js'
import { classes, html, signal, useEffect, useLayoutEffect, useState } from '../core/ui.js'
import { Canvas } from './flows/canvas.js'
import { LiveCounts, shown as counting } from './flows/live-counts.js'
import { layered } from './flows/layout.js'
import { moved, nodesOf } from './flows/model.js'
import { Outline, Palette, addNote } from './flows/palette.js'
import { Properties } from './flows/properties.js'
import {
  change, detail, drawing, faults, goTo, history, id, keepMine, load, mayWrite, redo, redoable, rescued, save, saving, select, side, takeTheirs,
  target, undo, undoable,
} from './flows/store.js'
import { TrialPanel } from './flows/trial-panel.js'
import { FaultList, PublishDialog, VersionsDialog, discard, remove } from './flows/versions.js'

const NARROW = matchMedia('(width < 48rem)')
const narrow = signal(NARROW.matches)
NARROW.addEventListener('change', () => (narrow.value = NARROW.matches))

/** Which part a narrow screen shows. */
const part = signal(/** @type {string} */ ('canvas'))

function arrange() {
  change(moved(drawing.value, layered(drawing.value)), t('Arranged'))
}

function exportJson() {
  const { flow } = drawing.value
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([JSON.stringify({ ...flow, id }, null, 2)], { type: 'application/json' }))
  link.download = `${id}.json`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

async function importJson() {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = '.json,application/json'
  input.addEventListener('change', async () => {
    try {
      const { $schema: _, ...flow } = JSON.parse((await input.files?.[0]?.text()) ?? '')
      if (typeof flow.nodes !== 'object') throw new SyntaxError()
      const next = { flow: { ...flow, id }, layout: { positions: {}, titles: {}, notes: drawing.value.layout.notes } }
      change({ ...next, layout: { ...next.layout, positions: layered(next) } }, t('Imported'))
      toast(t('Imported. Undo brings back what was here.'))
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      toast(t('This file is no flow: it has to be JSON with nodes.'), { kind: 'bad' })
    }
  })
  input.click()
}

function Editor() {
  const [problem, setProblem] = useState('')
  const [dialog, setDialog] = useState(/** @type {'' | 'publish' | 'versions'} */ (''))
  const [wide, setWide] = useState(false)
  useEffect(() => void load().catch((error) => setProblem(error.message)), [])
  useEffect(() => {
    document.title = `${detail.value?.name ?? t('Flow')} · Trunkline`
  }, [detail.value?.name])
  useEffect(() => {
    /** @param {BeforeUnloadEvent} event */
    const ask = (event) => {
      if (saving.value !== 'saved') event.preventDefault()
    }
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [])
  useLayoutEffect(() => {
    const group = t('Flow')
    const all = [
      action({ id: 'flow.undo', title: t('Undo'), group, keys: 'Mod+Z', icon: 'undo-2', when: () => undoable.value, run: undo }),
      action({ id: 'flow.redo', title: t('Redo'), group, keys: 'Mod+Shift+Z', icon: 'redo-2', when: () => redoable.value, run: redo }),
      action({ id: 'flow.save', title: t('Save now'), group, keys: 'Mod+S', icon: 'save', everywhere: true, run: () => void save() }),
      action({ id: 'flow.arrange', title: t('Arrange the nodes'), group, keys: 'L', icon: 'wand-sparkles', when: () => mayWrite, run: arrange }),
      action({ id: 'flow.note', title: t('Add a note'), group, keys: 'N', icon: 'sticky-note', when: () => mayWrite, run: addNote }),
      action({ id: 'flow.all', title: t('Select everything'), group, keys: 'Mod+A', run: () => select([...Object.keys(nodesOf(drawing.value)), ...drawing.value.layout.notes.map((note) => note.id)]) }),
      action({ id: 'flow.publish', title: t('Publish …'), group, keys: 'Mod+Enter', icon: 'upload', when: () => mayWrite, run: () => setDialog('publish') }),
      action({ id: 'flow.versions', title: t('Versions'), group, keys: 'V', icon: 'history', run: () => setDialog('versions') }),
      action({ id: 'flow.wide', title: t('The canvas alone'), group, keys: 'F', icon: 'maximize', run: () => setWide((old) => !old) }),
      action({ id: 'flow.counters', title: t('Live counters'), group, keys: 'C', icon: 'activity', run: () => (counting.value = !counting.value) }),
    ]
    return () => all.forEach((forget) => forget())
  }, [])
  if (problem) return html`<div class="middle"><${EmptyState} icon="workflow" title=${t('The flow cannot be opened')} text=${problem}><${Button} href="/flows">${t('All flows')}<//><//></div>`
  if (!detail.value) return html`<div class="middle"><p class="muted">${t('Loading …')}</p></div>`
  return html`<div class="flow-editor">
    <${Bar} wide=${wide} onWide=${setWide} onPublish=${() => setDialog('publish')} onVersions=${() => setDialog('versions')} />
    <${Trouble} />
    <div class="flow-parts">
      ${narrow.value
        ? html`<${OneAtATime} />`
        : wide
          ? html`<section class="flow-canvas grow" aria-label=${t('Canvas')}><${Canvas} /></section>`
          : html`<${Nodes} />
              <${Splitter} name="flow" label=${t('Width of the settings')} end width=${368} least=${300} most=${640} side=${html`<${Side} />`}>
                <section class="flow-canvas" aria-label=${t('Canvas')}><${Canvas} /></section>
              <//>`}
    </div>
    <${LiveCounts} />
    ${dialog === 'publish' && html`<${PublishDialog} onClose=${() => setDialog('')} />`}
    ${dialog === 'versions' && html`<${VersionsDialog} onClose=${() => setDialog('')} />`}
  </div>`
}

/** What can be added, and what there is. */
const Nodes = () =>
  html`<aside class="flow-left" aria-label=${t('Nodes')}>
    <${Tabs} label=${t('Nodes')} tabs=${[
      { id: 'palette', title: t('Add'), view: () => html`<${Palette} />` },
      { id: 'outline', title: t('Outline'), view: () => html`<${Outline} />` },
    ]} />
  </aside>`

/** On a narrow screen: what is added or picked out elsewhere is then seen on the canvas. */
function OneAtATime() {
  const count = Object.keys(nodesOf(drawing.value)).length
  useEffect(() => {
    if (part.value === 'nodes') part.value = 'canvas'
  }, [count])
  useEffect(() => target.subscribe((wanted) => wanted && (part.value = wanted.path.length ? 'side' : 'canvas')), [])
  return html`<${Tabs} label=${t('Parts of the editor')} selected=${part.value} onSelect=${(/** @type {string} */ id) => (part.value = id)} tabs=${[
    { id: 'canvas', title: t('Canvas'), icon: 'workflow', view: () => html`<section class="flow-canvas" aria-label=${t('Canvas')}><${Canvas} /></section>` },
    { id: 'nodes', title: t('Nodes'), icon: 'plus', view: () => html`<${Nodes} />` },
    { id: 'side', title: t('Settings'), icon: 'sliders-horizontal', view: () => html`<${Side} />` },
  ]} />`
}

function Side() {
  return html`<aside class="flow-right" aria-label=${t('Settings and trial')}>
    <${Tabs} label=${t('Settings and trial')} selected=${side.value} onSelect=${(/** @type {string} */ tab) => (side.value = tab)} tabs=${[
      { id: 'settings', title: t('Settings'), view: () => html`<${Properties} />` },
      { id: 'trial', title: t('Try it'), view: () => html`<${TrialPanel} />` },
      { id: 'faults', title: t('Faults'), count: faults.value.length, view: () => html`<${FaultList} />` },
      { id: 'steps', title: t('History'), view: () => html`<${Steps} />` },
    ]} />
  </aside>`
}

/** What was done, to go back to. */
function Steps() {
  const { steps, place } = history.value
  return html`<ol role="list" class="steps" reversed>
    ${steps
      .map((step, at) => ({ step, at }))
      .reverse()
      .map(
        ({ step, at }) => html`<li key=${at}><button type="button" class=${classes('step-button', at > place && 'undone')} aria-current=${at === place ? 'step' : undefined} onClick=${() => goTo(at)}>
          <span class="grow truncate">${step.label}</span><time class="muted small">${fmt.time(step.at / 1000)}</time></button></li>`,
      )}
  </ol>`
}

/** @param {{wide: boolean, onWide: (wide: boolean) => void, onPublish: () => void, onVersions: () => void}} props */
function Bar({ wide, onWide, onPublish, onVersions }) {
  /** @param {string} tab */
  const open = (tab) => {
    onWide(false)
    side.value = tab
    part.value = 'side'
  }
  const flow = /** @type {import('../types').FlowDetail} */ (detail.value)
  return html`<header class="flow-bar">
    <${Button} icon="arrow-left" kind="plain" label=${t('All flows')} href="/flows" />
    <div class="flow-name"><h1 class="truncate">${flow.name}</h1><${State} /></div>
    <div class="row whole flow-tools">
      ${mayWrite &&
      html`<span class="buttons"><${Button} icon="undo-2" label=${t('Undo')} disabled=${!undoable.value} onClick=${undo} /><${Button} icon="redo-2" label=${t('Redo')} disabled=${!redoable.value} onClick=${redo} /></span>
        ${!narrow.value && html`<${Button} icon="wand-sparkles" label=${t('Arrange the nodes')} onClick=${arrange} />`}`}
      ${!narrow.value && html`<${Button} icon="maximize" label=${t('The canvas alone')} pressed=${wide} onClick=${() => onWide(!wide)} />`}
      ${!narrow.value && html`<${Button} icon="activity" label=${t('Live counters')} pressed=${counting.value} onClick=${() => (counting.value = !counting.value)} />`}
      <${Menu} button=${{ icon: 'ellipsis', label: t('More') }} choices=${[
        { title: t('Versions'), icon: 'history', keys: 'V', run: onVersions },
        narrow.value && { title: t('Live counters'), icon: 'activity', checked: counting.value, run: () => (counting.value = !counting.value) },
        narrow.value && mayWrite && { title: t('Arrange the nodes'), icon: 'wand-sparkles', run: arrange },
        { line: true },
        { title: t('Export as JSON'), icon: 'download', run: exportJson },
        mayWrite && { title: t('Import JSON …'), icon: 'import', run: importJson },
        mayWrite && { line: true },
        mayWrite && { title: t('Discard the draft …'), icon: 'rotate-ccw', disabled: !flow.published, run: discard },
        mayWrite && { title: t('Remove the flow …'), icon: 'trash-2', danger: true, disabled: flow.numbers.length > 0, run: remove },
      ]} />
      <${Button} icon=${faults.value.length ? 'circle-alert' : 'circle-check'} class=${faults.value.length ? 'has-faults' : 'no-faults'} onClick=${() => open('faults')}>${faults.value.length ? tn('{n} fault', '{n} faults', faults.value.length) : t('No faults')}<//>
      ${!narrow.value && html`<${Button} icon="flask-conical" onClick=${() => open('trial')}>${t('Try it')}<//>`}
      ${mayWrite && html`<${Button} kind="primary" icon="upload" disabled=${!flow.differs && Boolean(flow.published)} onClick=${onPublish}>${t('Publish …')}<//>`}
    </div>
  </header>`
}

/** What is saved, and what answers. */
function State() {
  const flow = /** @type {import('../types').FlowDetail} */ (detail.value)
  const { draft, published, differs, numbers } = flow
  const by = published?.by ? t('Published {when} by {name}', { when: fmt.moment(published.at), name: published.by }) : published ? t('Published {when}', { when: fmt.moment(published.at) }) : ''
  const saved = {
    saved: draft ? t('Draft saved {when}', { when: fmt.moment(draft.saved_at) }) : '',
    waiting: t('Saving …'),
    saving: t('Saving …'),
    refused: t('Not saved'),
    failed: t('Not saved yet, trying again'),
  }[saving.value]
  return html`<p class="flow-state small muted">
    ${published ? html`<${Badge} tone=${differs ? 'warn' : 'good'} icon=${differs ? 'pencil' : 'check'}>${differs ? t('Changed') : t('Published')}<//>` : html`<${Badge} tone="quiet" icon="pencil">${t('Draft')}<//>`}
    ${!mayWrite && html`<${Badge} icon="lock">${t('Read only')}<//>`}
    <span class="truncate" role="status">${[saved, by].filter(Boolean).join(' · ')}</span>
    ${numbers.length > 0 && html`<span class="truncate numbers" title=${numbers.join(', ')}><${Icon} name="phone" /> ${numbers.join(', ')}</span>`}
  </p>`
}

/** When a save was refused, or something was left unsaved the last time. */
function Trouble() {
  const [busy, setBusy] = useState(false)
  /** @param {() => Promise<void>} run */
  const doing = (run) => () => {
    setBusy(true)
    void run().catch(tellProblem).finally(() => setBusy(false))
  }
  if (saving.value === 'refused') {
    return html`<${Banner} tone="warn" actions=${html`<${Button} small busy=${busy} onClick=${doing(takeTheirs)}>${t('Take theirs (mine is one undo away)')}<//><${Button} small busy=${busy} onClick=${doing(keepMine)}>${t('Save mine over it')}<//>`}>
      ${t('Somebody else has changed this flow meanwhile. Nothing of yours is lost.')}<//>`
  }
  const kept = rescued.value
  if (!kept) return null
  return html`<${Banner} tone="warn" actions=${html`<${Button} small onClick=${() => (rescued.value = null)}>${t('Forget it')}<//><${Button} small kind="primary" onClick=${() => {
    rescued.value = null
    change(kept, t('Restored'))
  }}>${t('Restore')}<//>`}>${t('The last time, something was left unsaved in this browser.')}<//>`
}

page({ title: t('Flow'), main: Editor, fixed: true })
