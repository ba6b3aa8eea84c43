// Files that will go out with what is being written: on their way to the server, or there already.

import { api, url } from '../core/api.js'
import { toast } from '../core/dialogs.js'
import { fmt, t } from '../core/i18n.js'
import { html, signal } from '../core/ui.js'
import { Button } from '../components/button.js'
import { Icon } from '../components/icon.js'
import { draft, nothing, write } from './drafts.js'
import { fileFault } from './rules.js'

/** @typedef {import('../types').FileCard} FileCard */
/** @typedef {{key: number, name: string, bytes: number, state: 'uploading'}} Pending */

let last = 0

/** @type {Map<string, import('@preact/signals').Signal<readonly Pending[]>>} */
const pending = new Map()

/** What is on its way in a thread. @param {string} thread */
export function uploads(thread) {
  let found = pending.get(thread)
  if (!found) pending.set(thread, (found = signal(/** @type {readonly Pending[]} */ ([]))))
  return found
}

/** `account` null: for colleagues only, whatever the channel takes. @param {string} thread @param {Iterable<File>} files @param {import('../types').TextAccountCard | null} account */
export function takeFiles(thread, files, account) {
  for (const file of files) {
    const fault = account && fileFault(file, account.files)
    if (fault === 'kind') toast(account?.files ? t('{name}: such files cannot be sent here.', { name: file.name }) : t('This channel takes no files.'), { kind: 'bad' })
    else if (fault === 'size') toast(t('{name} is too large: at most {size}.', { name: file.name, size: fmt.bytes(account?.files?.size ?? 0) }), { kind: 'bad' })
    else void upload(thread, file)
  }
}

/** @param {string} thread @param {File} file */
async function upload(thread, file) {
  const mine = { key: ++last, name: file.name, bytes: file.size, state: /** @type {const} */ ('uploading') }
  const waiting = uploads(thread)
  waiting.value = [...waiting.value, mine]
  try {
    const path = `/threads/${encodeURIComponent(thread)}/files?name=${encodeURIComponent(file.name.slice(0, 200) || 'file')}`
    /** @type {FileCard} */
    const card = await api.post(path, file.type ? file : new Blob([file], { type: 'application/octet-stream' }))
    const now = draft(thread).value ?? nothing()
    write(thread, { files: [...now.files, card] })
  } catch (error) {
    toast(error instanceof Error ? error.message : String(error), { kind: 'bad' })
  } finally {
    waiting.value = waiting.value.filter((each) => each !== mine)
  }
}

/** @param {string} thread @param {FileCard} file */
function remove(thread, file) {
  const now = draft(thread).value ?? nothing()
  write(thread, { files: now.files.filter(({ id }) => id !== file.id) })
}

/** @param {{thread: string, files: readonly FileCard[]}} props */
export function Tray({ thread, files }) {
  const waiting = uploads(thread).value
  if (!files.length && !waiting.length) return null
  return html`<ul class="tray" role="list" aria-label=${t('Files to send')}>
    ${files.map(
      (file) => html`<li key=${file.id} class="file">
        ${file.content_type.startsWith('image/') ? html`<img class="thumb" src=${url(`/files/${encodeURIComponent(file.id)}`)} alt="" />` : html`<${Icon} name="file-text" />`}
        <span class="truncate">${file.name}</span><span class="small muted">${fmt.bytes(file.bytes)}</span>
        <${Button} small kind="plain" icon="x" label=${t('Take {name} away', { name: file.name })} onClick=${() => remove(thread, file)} />
      </li>`,
    )}
    ${waiting.map((file) => html`<li key=${file.key} class="file"><span class="spin" aria-hidden="true"></span><span class="truncate">${file.name}</span><span class="small muted">${fmt.bytes(file.bytes)}</span></li>`)}
  </ul>`
}
