// Trying the flow beside the canvas: a telephone and a chat with the real interpreter. Type, press, speak, or be silent.

import { Badge } from '../../components/badge.js'
import { Banner } from '../../components/banner.js'
import { Button } from '../../components/button.js'
import { EmptyState } from '../../components/empty-state.js'
import { Icon } from '../../components/icon.js'
import { Problem, api } from '../../core/api.js'
import { tellProblem, toast } from '../../core/dialogs.js'
import { fmt, t } from '../../core/i18n.js'
import { action } from '../../core/keys.js'
import { classes, html, useEffect, useLayoutEffect, useId, useRef, useState } from '../../core/ui.js'
import { titleOf } from './model.js'
import { placeOf } from './schema.js'
import { record } from './sound.js'
import { Player } from './player.js'
import { drawing, faults, lookAt, lookAtFault, side } from './store.js'
import { act, begin, end, facts, speak, trial } from './trial-state.js'
import { choiceTitle, exitTitle } from './words.js'

const KEYS = [...'123456789*0#']
const LONGEST = 15

export function TrialPanel() {
  const [wrong, setWrong] = useState(/** @type {readonly {at: string, message: string}[]} */ ([]))
  const now = trial.value
  useEffect(() => () => void end().catch(() => {}), [])
  async function start() {
    setWrong([])
    try {
      await begin()
    } catch (error) {
      if (!(error instanceof Problem) || !error.parts.length) throw error
      setWrong(error.parts)
    }
  }
  useLayoutEffect(() => action({ id: 'flow.try', title: t('Try the flow'), group: t('Flow'), keys: 'T', icon: 'flask-conical', run: () => void start().catch(tellProblem) }), [])
  return html`<div class="trial">
    <div class="row apart">
      <${Button} icon=${now ? 'rotate-ccw' : 'play'} kind=${now ? undefined : 'primary'} onClick=${start}>${now ? t('Begin again') : t('Begin')}<//>
      ${now && html`<${Badge} tone=${now.over ? 'quiet' : 'good'}>${now.over ? t('Over') : t('At {node}', { node: titleOf(drawing.value, now.node) })}<//>`}
    </div>
    <${Facts} />
    ${wrong.length > 0 &&
    html`<${Banner} tone="bad">${t('It cannot be tried as it is:')}<//>
      <ul role="list" class="stack close">${wrong.map(({ at, message }) => html`<li key=${at}><button type="button" class="fault-button" onClick=${() => lookAtFault(/** @type {any} */ ({ at: `/${at}`, node: placeOf(`/${at}`).node }))}><${Icon} name="circle-alert" /><span>${message}</span></button></li>`)}</ul>`}
    ${now ? html`<${Transcript} /><${Actions} />` : !wrong.length && html`<${EmptyState} icon="flask-conical" title=${t('Try it here')} text=${faults.value.length ? t('It has faults still: mend them first.') : t('The flow runs as for a real caller, only that nobody is called. What is drawn now is tried, saved or not.')} />`}
  </div>`
}

/** Who calls, where, when. */
function Facts() {
  const base = useId()
  const { medium, caller, called, at } = facts.value
  const media = Array.isArray(drawing.value.flow.media) ? drawing.value.flow.media : ['voice']
  /** @param {Partial<import('./trial-state.js').Facts>} more */
  const put = (more) => (facts.value = { ...facts.value, ...more })
  useEffect(() => {
    if (!media.includes(medium) && media[0]) put({ medium: media[0] })
  }, [media.join()])
  return html`<details class="more"><summary>${t('As whom, and when')}</summary>
    <div class="facts">
      <div class="field"><label for="${base}-medium">${t('By')}</label><select class="input small" id="${base}-medium" value=${medium} onChange=${(/** @type {any} */ event) => put({ medium: event.currentTarget.value })}>${media.map((each) => html`<option value=${each}>${choiceTitle(each)}</option>`)}</select></div>
      <div class="field"><label for="${base}-caller">${t('Caller')}</label><input class="input small" id="${base}-caller" value=${caller} onInput=${(/** @type {any} */ event) => put({ caller: event.currentTarget.value })} /></div>
      <div class="field"><label for="${base}-called">${t('Called')}</label><input class="input small" id="${base}-called" value=${called} onInput=${(/** @type {any} */ event) => put({ called: event.currentTarget.value })} /></div>
      <div class="field"><label for="${base}-at">${t('Time')}</label><input class="input small" type="datetime-local" id="${base}-at" value=${at === null ? '' : local(at)}
        onInput=${(/** @type {any} */ event) => put({ at: event.currentTarget.value ? new Date(event.currentTarget.value).getTime() / 1000 : null })} /></div>
    </div></details>`
}

/** As a field for times wants it. @param {number} epoch */
const local = (epoch) => new Date((epoch - new Date(epoch * 1000).getTimezoneOffset() * 60) * 1000).toISOString().slice(0, 16)

function Transcript() {
  const box = useRef(/** @type {HTMLElement | null} */ (null))
  const lines = trial.value?.lines ?? []
  useEffect(() => void box.current?.scrollTo({ top: box.current.scrollHeight }), [lines.length])
  const language = String(drawing.value.flow.language ?? 'en')
  return html`<div class="transcript" ref=${box} role="log" aria-label=${t('What is said')} tabindex="0">
    ${lines.map((line, at) => {
      switch (line.kind) {
        case 'flow':
          return html`<div key=${at} class="bubble flow"><p>${line.text}</p><${Player} label=${t('Listen')} address=${api.url(line.recording ? `/prompts/${encodeURIComponent(line.recording)}/audio` : '/spoken-text', line.recording ? {} : { text: line.text, language })} /></div>`
        case 'caller':
          return html`<div key=${at} class="bubble caller"><p>${line.text}</p></div>`
        case 'step':
          return html`<button key=${at} type="button" class="step" onClick=${() => lookAt(line.target || line.node)}><span>${titleOf(drawing.value, line.node)}</span><${Icon} name="arrow-right" /><span class="exit-name">${exitTitle(line.exit)}</span><${Icon} name="arrow-right" /><span>${line.target ? titleOf(drawing.value, line.target) : t('the end')}</span></button>`
        default:
          return html`<p key=${at} class=${classes('event', line.kind === 'hint' && 'warn')}>${line.text}</p>`
      }
    })}
  </div>`
}

function Actions() {
  const now = /** @type {import('./trial-state.js').SimulationCard} */ (trial.value)
  const [typed, setTyped] = useState('')
  const [keypad, setKeypad] = useState(true)
  const box = useRef(/** @type {HTMLInputElement | null} */ (null))
  useLayoutEffect(() => box.current?.focus({ preventScroll: true }), [now.id])
  const voice = facts.value.medium === 'voice'
  /** @param {Record<string, unknown>} deed */
  const done = (deed) => act(deed)
  /** @param {Event} event */
  async function send(event) {
    event.preventDefault()
    const words = typed.trim()
    if (!words) return
    setTyped('')
    const keys = voice && !now.records && /^[0-9*#A-D]+$/.test(words)
    await act(keys ? { deed: 'keys', keys: words } : { deed: 'words', words }).catch(tellProblem)
  }
  const wait = now.goes_on_at === null ? null : Math.max(0, Math.round(now.goes_on_at - now.now))
  if (now.over) return html`<details class="more"><summary>${t('Variables')}</summary><${VariablesNow} /></details>`
  return html`<div class="trial-actions">
    <p class="hint">${now.queue ? t('Waits in the queue {queue}.', { queue: now.queue }) : now.records ? t('A message is recorded: say or type it.') : now.listens_for.length ? t('Listens for: {phrases}', { phrases: now.listens_for.slice(0, 12).join(', ') }) : now.listens ? t('Listens for anything.') : t('Waits for keys.')}</p>
    <form class="row whole" onSubmit=${send}>
      <input class="input grow" ref=${box} value=${typed} aria-label=${t('Say, type or press')} placeholder=${voice ? t('Say something, or type keys') : t('Write something')} maxlength="1000" onInput=${(/** @type {any} */ event) => setTyped(event.currentTarget.value)} />
      <${Button} type="submit" icon="send" label=${t('Send')} disabled=${!typed.trim()} />
      ${voice && html`<${Microphone} key=${now.id} />`}
      ${voice && html`<${Button} icon="grid-3x3" label=${t('Keypad')} pressed=${keypad} onClick=${() => setKeypad(!keypad)} />`}
    </form>
    ${voice && keypad && html`<div class="keypad" role="group" aria-label=${t('Keypad')}>${KEYS.map((key) => html`<${Button} key=${key} class="num" onClick=${() => done({ deed: 'keys', keys: key })}>${key}<//>`)}</div>`}
    <div class="row">
      ${now.queue
        ? html`<${Button} small icon="headset" onClick=${() => done({ deed: 'agent' })}>${t('An agent answers')}<//><${Button} small icon="circle-slash" onClick=${() => done({ deed: 'closed' })}>${t('The queue closes')}<//>`
        : html`<${Button} small icon="volume-x" disabled=${wait === null && !now.records} onClick=${() => done({ deed: 'silence' })}>${wait === null ? t('Silence') : t('Silence ({seconds} s)', { seconds: wait })}<//>`}
      ${now.queue && wait !== null && html`<${Button} small icon="hourglass" onClick=${() => done({ deed: 'wait', seconds: wait + 1 })}>${t('Wait {time}', { time: fmt.duration(wait) })}<//>`}
      <${Button} small icon="phone-off" onClick=${() => done({ deed: 'hang_up' })}>${voice ? t('Hang up') : t('Leave')}<//>
    </div>
    <details class="more"><summary>${t('Variables')}</summary><${VariablesNow} /></details>
  </div>`
}

function VariablesNow() {
  return html`<dl class="variables">${Object.entries(trial.value?.variables ?? {}).map(([name, value]) => html`<dt><code>${name}</code></dt><dd>${String(value)}</dd>`)}</dl>`
}

/** Speak: a press begins, another one, or some seconds, end it. */
function Microphone() {
  const [recording, setRecording] = useState(/** @type {{stop: () => void} | null} */ (null))
  const [level, setLevel] = useState(0)
  async function press() {
    if (recording) return recording.stop()
    const { stop, ended } = await record({ longest: LONGEST, onLevel: setLevel })
    setRecording({ stop })
    void ended
      .then(async (wav) => {
        setRecording(null)
        const heard = await speak(wav)
        if (heard === null) toast(t('Nothing was heard. Speak a little louder, or type.'), { kind: 'warn' })
      })
      .catch(tellProblem)
      .finally(() => setRecording(null))
    return undefined
  }
  return html`<${Button} icon=${recording ? 'circle-stop' : 'mic'} label=${recording ? t('Stop and send') : t('Speak')} pressed=${Boolean(recording)} kind=${recording ? 'danger' : undefined} class="microphone" style=${{ '--level': level }} onClick=${() => void press().catch(tellProblem)} />`
}

export function openTrial() {
  side.value = 'trial'
}
