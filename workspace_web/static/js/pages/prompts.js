// Prompts: recorded here, uploaded, or spoken by the voice; played in place; and which flows play them.

import { Badge } from '../components/badge.js'
import { Button } from '../components/button.js'
import { DataTable } from '../components/data-table.js'
import { Dialog } from '../components/dialog.js'
import { Field } from '../components/field.js'
import { Form } from '../components/form.js'
import { Icon } from '../components/icon.js'
import { Menu } from '../components/menu.js'
import { api } from '../core/api.js'
import { may } from '../core/boot.js'
import { confirmDialog, toast } from '../core/dialogs.js'
import { fmt, t } from '../core/i18n.js'
import { page } from '../core/page.js'
import { html, useEffect, useRef, useState } from '../core/ui.js'
import { Player } from './flows/player.js'
import { record, toWav } from './flows/sound.js'

/** @typedef {import('../types').PromptCard} PromptCard */
/** @typedef {{wav: Blob, origin: 'recorded' | 'uploaded'}} Taken */

const mayWrite = may('prompts:write')
const LONGEST = 300

/** @param {string} id */
const pathOf = (id) => `/prompts/${encodeURIComponent(id)}`
/** A new sound has a new address, or the browser would play the old one. @param {PromptCard} row */
const soundOf = (row) => `${api.url(`${pathOf(row.id)}/audio`)}?of=${row.changed_at}`

/** @type {Readonly<Record<string, () => string>>} */
const ORIGINS = { recorded: () => t('Recorded'), uploaded: () => t('Uploaded'), spoken: () => t('Spoken') }
/** @type {Readonly<Record<string, string>>} */
const ICONS = { recorded: 'mic', uploaded: 'upload', spoken: 'bot' }

/** @type {readonly import('../components/data-table.js').Column[]} */
const COLUMNS = [
  { id: 'name', title: t('Name'), head: true, sort: true, view: (/** @type {PromptCard} */ row) => html`<span class="row whole tight"><${Player} label=${t('Play {name}', { name: row.name })} address=${soundOf(row)} />${row.name}</span>` },
  { id: 'text', title: t('What it says'), sort: true, view: (/** @type {PromptCard} */ row) => html`<span class="prompt-text">${row.text}</span>` },
  { id: 'origin', title: t('Sound'), sort: true, view: (/** @type {PromptCard} */ row) => html`<${Badge} icon=${ICONS[row.origin] ?? 'music'}>${ORIGINS[row.origin]?.() ?? row.origin}<//>` },
  { id: 'seconds', title: t('Length'), num: true, sort: true, view: (/** @type {PromptCard} */ row) => fmt.duration(Math.ceil(row.seconds)) },
  { id: 'used_by', title: t('Played by'), sort: true, view: (/** @type {PromptCard} */ row) => (row.used_by.length ? row.used_by.map((flow, at) => html`${at > 0 && ', '}<a href=${`/flows/${encodeURIComponent(flow)}`}>${flow}</a>`) : html`<span class="muted">${t('no flow')}</span>`) },
  { id: 'changed_at', title: t('Changed'), sort: true, view: (/** @type {PromptCard} */ row) => html`${fmt.moment(row.changed_at)} <span class="muted">${row.changed_by}</span>` },
]

/** @param {import('../components/data-table.js').TableQuery} query @param {AbortSignal} abort */
const load = (query, abort) => api.get('/prompts', { ...query }, abort)

function Prompts() {
  const [version, setVersion] = useState(0)
  const [open, setOpen] = useState(/** @type {PromptCard | 'new' | null} */ (null))
  const done = () => {
    setOpen(null)
    setVersion((old) => old + 1)
  }
  /** @param {PromptCard} row */
  async function remove(row) {
    const sure = await confirmDialog({ title: t('Remove “{name}”?', { name: row.name }), text: t('Its sound is gone for good.'), confirm: t('Remove'), danger: true })
    if (!sure) return
    await api.delete(pathOf(row.id))
    toast(t('Removed.'))
    setVersion((old) => old + 1)
  }
  const create = mayWrite && html`<${Button} kind="primary" icon="plus" onClick=${() => setOpen('new')}>${t('New prompt')}<//>`
  return html`<div class="sheet">
    <header><h1>${t('Prompts')}</h1><div class="row"><${Button} icon="workflow" href="/flows">${t('Flows')}<//>${create}</div></header>
    <${DataTable} label=${t('Prompts')} columns=${COLUMNS} load=${load} version=${version} sortBy="name" search
      csv=${(/** @type {import('../components/data-table.js').TableQuery} */ query) => api.url('/prompts.csv', { q: query.q, sort: query.sort, order: query.order })}
      onOpen=${mayWrite ? setOpen : undefined}
      rowActions=${mayWrite ? (/** @type {PromptCard} */ row) => html`<${Menu} button=${{ small: true, kind: 'plain', icon: 'ellipsis', label: t('More about {name}', { name: row.name }) }} choices=${[
        { title: t('Change …'), icon: 'pencil', run: () => setOpen(row) },
        { title: t('Remove …'), icon: 'trash-2', danger: true, disabled: row.used_by.length > 0, run: () => remove(row) },
      ]} />` : undefined}
      empty=${{ icon: 'audio-lines', title: t('No prompt yet'), text: t('Flows speak with the voice of the centre. Where a person should be heard, record a prompt and choose it in the flow.'), action: create }} />
    ${open && html`<${Edit} row=${open === 'new' ? null : open} onClose=${() => setOpen(null)} onDone=${done} />`}
  </div>`
}

/** @param {{row: PromptCard | null, onClose: () => void, onDone: () => void}} props */
function Edit({ row, onClose, onDone }) {
  const [taken, setTaken] = useState(/** @type {Taken | null} */ (null))
  /** @param {Record<string, any>} values */
  async function save({ name, text, language }) {
    const words = { name, text, language }
    if (!row && taken) await api.post(`/prompts?${new URLSearchParams({ ...words, origin: taken.origin })}`, taken.wav)
    else if (!row) await api.post('/prompts/spoken', words)
    else {
      if (taken) await api.put(`${pathOf(row.id)}/audio?origin=${taken.origin}`, taken.wav)
      await api.put(pathOf(row.id), words)
    }
    toast(t('Saved. Flows that play it use it at once.'))
    onDone()
  }
  return html`<${Dialog} title=${row ? t('Change the prompt') : t('New prompt')} width="36rem" onClose=${onClose}>
    <${Form} initial=${{ name: row?.name ?? '', text: row?.text ?? '', language: row?.language ?? 'en' }} onSubmit=${save} onCancel=${onClose}>
      <${Field} name="name" label=${t('Name')} required maxLength=${100} autofocus />
      <${Field} name="text" type="textarea" label=${t('What it says')} required maxLength=${2000} hint=${t('Writers get these words, and they are spoken should the sound be gone.')} />
      <${Field} name="language" label=${t('Language')} required pattern=${/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/} patternHint=${t('Write a tag such as en or de-CH.')} />
      <${Sound} row=${row} taken=${taken} onTake=${setTaken} />
    <//>
  <//>`
}

/** @param {{row: PromptCard | null, taken: Taken | null, onTake: (taken: Taken | null) => void}} props */
function Sound({ row, taken, onTake }) {
  const [recording, setRecording] = useState(/** @type {{stop: () => void} | null} */ (null))
  const [level, setLevel] = useState(0)
  const [seconds, setSeconds] = useState(0)
  const [wrong, setWrong] = useState('')
  const [address, setAddress] = useState('')
  const file = useRef(/** @type {HTMLInputElement | null} */ (null))
  useEffect(() => {
    if (!taken) return setAddress('')
    const made = URL.createObjectURL(taken.wav)
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [taken])
  useEffect(() => {
    if (!recording) return undefined
    setSeconds(0)
    const timer = setInterval(() => setSeconds((old) => old + 1), 1000)
    return () => {
      clearInterval(timer)
      recording.stop()
    }
  }, [recording])
  async function press() {
    setWrong('')
    if (recording) return recording.stop()
    try {
      const { stop, ended } = await record({ longest: LONGEST, onLevel: setLevel })
      setRecording({ stop })
      onTake({ wav: await ended, origin: 'recorded' })
    } catch (error) {
      setWrong(error instanceof Error ? error.message : String(error))
    } finally {
      setRecording(null)
    }
    return undefined
  }
  /** @param {any} event */
  async function choose(event) {
    const [chosen] = event.currentTarget.files
    setWrong('')
    if (!chosen) return
    try {
      onTake({ wav: await toWav(chosen), origin: 'uploaded' })
    } catch (error) {
      setWrong(error instanceof Error ? error.message : String(error))
    }
  }
  return html`<fieldset class="field sound">
    <legend>${t('Sound')}</legend>
    <div class="row">
      <${Button} icon=${recording ? 'circle-stop' : 'mic'} kind=${recording ? 'danger' : undefined} class="microphone" style=${{ '--level': level }} onClick=${() => void press()}>${recording ? t('Stop ({time})', { time: fmt.duration(seconds) }) : t('Record')}<//>
      <${Button} icon="upload" disabled=${Boolean(recording)} onClick=${() => file.current?.click()}>${t('Upload …')}<//>
      <input type="file" ref=${file} hidden accept="audio/*" onChange=${choose} />
      ${taken && html`<${Player} label=${t('Listen')} word=${taken.origin === 'recorded' ? t('New recording') : t('New file')} address=${address} /><${Button} small kind="plain" icon="x" label=${t('Take it back')} onClick=${() => onTake(null)} />`}
      ${!taken && row && html`<${Player} label=${t('Listen')} word=${t('As it is now')} address=${soundOf(row)} />`}
    </div>
    ${wrong && html`<p class="fault" role="alert"><${Icon} name="circle-alert" /><span>${wrong}</span></p>`}
    ${!taken && (!row || row.origin === 'spoken') && html`<p class="hint">${t('Without a sound the voice of the centre speaks the text.')}</p>`}
  </fieldset>`
}

page({ title: t('Prompts'), main: Prompts })
