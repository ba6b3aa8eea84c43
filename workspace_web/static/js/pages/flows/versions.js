// Before publishing and after: what is different, who published what, the way back.

import { Badge } from '../../components/badge.js'
import { Banner } from '../../components/banner.js'
import { Button } from '../../components/button.js'
import { Dialog } from '../../components/dialog.js'
import { EmptyState } from '../../components/empty-state.js'
import { Icon } from '../../components/icon.js'
import { Problem, api } from '../../core/api.js'
import { confirmDialog, promptDialog, tellProblem, toast } from '../../core/dialogs.js'
import { fmt, t, tn } from '../../core/i18n.js'
import { html, useEffect, useId, useState } from '../../core/ui.js'
import { titleOf } from './model.js'
import { currentRevision, detail, drawing, faults, hear, id, lookAt, lookAtFault, mayWrite, save, saving, take } from './store.js'
import { exitTitle, kindOf, memberTitle } from './words.js'

/** @typedef {import('../../types').VersionCard} VersionCard */
/** @typedef {import('../../types').FlowDifferenceCard} FlowDifferenceCard */
/** @typedef {import('../../types').MemberDifference} MemberDifference */

const path = (rest = '') => `/flows/${encodeURIComponent(id)}${rest}`

/** @type {Readonly<Record<string, {tone: 'good' | 'bad' | 'warn', sign: string, word: () => string}>>} */
const CHANGES = {
  added: { tone: 'good', sign: 'plus', word: () => t('added') },
  removed: { tone: 'bad', sign: 'minus', word: () => t('removed') },
  changed: { tone: 'warn', sign: 'pencil', word: () => t('changed') },
}

/** @param {{before: string, after: string, onLook?: () => void}} props versions, or `draft` */
export function Difference({ before, after, onLook }) {
  const [found, setFound] = useState(/** @type {FlowDifferenceCard | null} */ (null))
  useEffect(() => {
    setFound(null)
    api.get(path('/difference'), { before, after }).then(setFound, tellProblem)
  }, [before, after])
  if (!found) return html`<p class="muted">${t('Comparing …')}</p>`
  if (!found.flow.length && !found.nodes.length) return html`<p class="muted">${t('Nothing that a caller could notice is different.')}</p>`
  return html`<div class="difference">
    ${found.flow.length > 0 && html`<section><h3>${t('The flow')}</h3><${Members} all=${found.flow} /></section>`}
    ${found.nodes.map((node) => {
      const { tone, sign, word } = CHANGES[node.change] ?? CHANGES.changed ?? { tone: 'warn', sign: '', word: () => '' }
      return html`<section key=${node.node}>
        <h3><${Icon} name=${kindOf(node.kind).icon} />
          ${node.change !== 'removed' && onLook && after === 'draft' ? html`<button type="button" class="link" onClick=${() => (lookAt(node.node), onLook())}>${titleOf(drawing.value, node.node)}</button>` : html`<span>${titleOf(drawing.value, node.node)}</span>`}
          <${Badge} tone=${tone} icon=${sign}>${word()}<//></h3>
        <${Members} all=${node.members} /><${Members} all=${node.exits} exits />
      </section>`
    })}
  </div>`
}

/** @param {{all: readonly MemberDifference[], exits?: boolean}} props */
function Members({ all, exits }) {
  if (!all.length) return null
  return html`<dl class="members">${all.map(({ at, before, after, change }) => {
    const name = at.slice(1).split('/')
    const title = exits ? t('Exit: {exit}', { exit: exitTitle(name[0] ?? '') }) : [memberTitle(name[0] ?? ''), ...name.slice(1)].join(' / ')
    return html`<dt>${title}</dt><dd>
      ${change !== 'added' && html`<del><span class="only-read">${t('before:')} </span>${shownValue(before)}</del>`}
      ${change !== 'removed' && html`<ins><span class="only-read">${t('after:')} </span>${shownValue(after)}</ins>`}
    </dd>`
  })}</dl>`
}

/** @param {any} value */
const shownValue = (value) => (typeof value === 'string' ? value : JSON.stringify(value, null, 1))

/** @param {{onClose: () => void}} props */
export function PublishDialog({ onClose }) {
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState(/** @type {string | null} */ (null))
  const [ready, setReady] = useState(false)
  const field = useId()
  useEffect(() => void save().then(() => setReady(true)), [])
  const published = detail.value?.published
  async function publish() {
    setBusy(true)
    setWrong(null)
    try {
      await save()
      if (saving.value !== 'saved') throw new Problem(0, { detail: t('The draft could not be saved. Try again.') })
      hear(await api.post(path('/publish'), { revision: currentRevision(), note }))
      toast(detail.value?.numbers.length ? t('Published. The next call hears it.') : t('Published. No number leads to it yet: set one up under Admin, Numbers.'))
      onClose()
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      setWrong(error.detail)
    } finally {
      setBusy(false)
    }
  }
  const blocked = faults.value.length > 0
  return html`<${Dialog} title=${t('Publish the flow')} width="44rem" onClose=${onClose}
    footer=${html`<${Button} onClick=${onClose}>${t('Cancel')}<//><${Button} kind="primary" icon="upload" busy=${busy} disabled=${blocked || !ready} onClick=${publish}>${t('Publish')}<//>`}>
    ${wrong && html`<${Banner} tone="bad">${wrong}<//>`}
    ${blocked
      ? html`<${Banner} tone="bad">${tn('{n} fault keeps it from working. Mend it first:', '{n} faults keep it from working. Mend them first:', faults.value.length)}<//><${FaultList} onLook=${onClose} />`
      : html`<div class="field"><label for=${field}>${t('What is new?')} <span class="optional">${t('(optional)')}</span></label><input class="input" id=${field} maxlength="500" autofocus value=${note} onInput=${(/** @type {any} */ event) => setNote(event.currentTarget.value)} /></div>
          <h3>${published ? t('What changes for callers') : t('This is the first time.')}</h3>
          ${ready && published && html`<${Difference} before=${published.version} after="draft" onLook=${onClose} />`}`}
  <//>`
}

/** @param {{onLook?: () => void}} props */
export function FaultList({ onLook }) {
  if (!faults.value.length) return html`<${EmptyState} icon="circle-check" title=${t('No faults')} text=${t('The flow can work: everything leads somewhere and all that it names is there.')} />`
  return html`<ul role="list" class="faults">
    ${faults.value.map(
      (fault, at) => html`<li key=${at}><button type="button" class="fault-button" onClick=${() => {
        onLook?.()
        lookAtFault(fault)
      }}><${Icon} name="circle-alert" /><span>${fault.node && html`<strong>${titleOf(drawing.value, fault.node)}</strong> `}${fault.message}</span></button></li>`,
    )}
  </ul>`
}

/** @param {{onClose: () => void}} props */
export function VersionsDialog({ onClose }) {
  const [all, setAll] = useState(/** @type {readonly VersionCard[] | null} */ (null))
  const [compared, setCompared] = useState(/** @type {string | null} */ (null))
  const load = () => api.get(path('/versions')).then(({ items }) => setAll(items), tellProblem)
  useEffect(() => void load(), [])
  /** @param {VersionCard} version */
  async function rollBack(version) {
    const note = await promptDialog({ title: t('Publish this version again'), text: t('Callers hear it from the next call on. A draft with changes of its own stays.'), label: t('Why?'), required: false, maxLength: 200, confirm: t('Roll back') })
    if (note === null) return
    await save()
    await api.post(path(`/versions/${version.version}/publish`), { note })
    take(await api.get(path()), t('Rolled back'))
    toast(t('Rolled back. The next call hears it.'))
    await load()
  }
  return html`<${Dialog} title=${t('Versions')} drawer width="38rem" onClose=${onClose}>
    ${all?.length === 0 && html`<${EmptyState} icon="history" title=${t('Never published')} text=${t('Each publication is kept here, to compare with and to go back to.')} />`}
    <ol role="list" class="versions">
      ${all?.map(
        (version, at) => html`<li key=${`${version.version}${version.at}`}>
          <div class="row apart">
            <div><p><strong>${fmt.dateTime(version.at)}</strong> ${version.answers && html`<${Badge} tone="good" icon="check">${t('answers now')}<//>`}</p>
              <p class="muted small">${version.by ? t('by {name}', { name: version.by }) : t('by the set-up')} · <code>${version.version.slice(0, 8)}</code></p></div>
            <div class="row tight">
              <${Button} small icon="git-compare" pressed=${compared === String(at)} onClick=${() => setCompared(compared === String(at) ? null : String(at))}>${t('Compare with the draft')}<//>
              ${!version.answers && mayWrite && html`<${Button} small icon="rotate-ccw" onClick=${() => rollBack(version)}>${t('Roll back')}<//>`}
            </div>
          </div>
          ${version.note && html`<p>${version.note}</p>`}
          ${compared === String(at) && html`<${Difference} before=${version.version} after="draft" onLook=${onClose} />`}
        </li>`,
      )}
    </ol>
  <//>`
}

export async function discard() {
  const sure = await confirmDialog({ title: t('Discard the draft?'), text: t('The drawing goes back to what answers now. Undo brings the draft back.'), confirm: t('Discard') })
  if (!sure) return
  await save()
  take(await api.post(path('/draft/discard'), { revision: currentRevision() }), t('Draft discarded'))
}

export async function remove() {
  const sure = await confirmDialog({ title: t('Remove the flow?'), text: t('Its draft and all versions are gone for good.'), confirm: t('Remove'), danger: true })
  if (!sure) return
  await api.delete(path())
  location.assign('/flows')
}
