// Files of a message: pictures as pictures, everything else by name, kind and size.

import { url } from '../core/api.js'
import { fmt, t, told } from '../core/i18n.js'
import { html } from '../core/ui.js'
import { Icon } from '../components/icon.js'

/** @typedef {import('../types').FileCard} FileCard */

const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']

/** @param {FileCard} file */
export const address = (file) => url(`/files/${encodeURIComponent(file.id)}`)

/** @param {string} type */
const iconOf = (type) => (type.startsWith('audio/') ? 'file-audio' : 'file-text')

/** @param {{files: readonly FileCard[]}} props */
export function Files({ files }) {
  if (!files.length) return null
  return html`<ul class="files" role="list">${files.map((file) => html`<li key=${file.id}><${File} file=${file} /></li>`)}</ul>`
}

/** @param {{file: FileCard}} props */
function File({ file }) {
  if (file.state === 'waiting') return html`<span class="file quiet"><${Icon} name="hourglass" /><span class="truncate">${file.name}</span><span class="small muted">${t('is fetched …')}</span></span>`
  if (file.state === 'refused') return html`<span class="file refused"><${Icon} name="shield-alert" /><span class="truncate">${file.name}</span><span class="small">${told(file.reason) || t('not let in')}</span></span>`
  if (PICTURES.includes(file.content_type)) {
    return html`<a class="picture" href=${address(file)} target="_blank" rel="noopener"><img src=${address(file)} alt=${file.name} loading="lazy" /></a>`
  }
  if (file.content_type.startsWith('audio/')) return html`<figure class="sound"><figcaption class="small">${file.name}</figcaption><audio controls preload="none" src=${address(file)}></audio></figure>`
  return html`<a class="file" href=${address(file)} download=${file.name}><${Icon} name=${iconOf(file.content_type)} /><span class="truncate">${file.name}</span><span class="small muted">${fmt.bytes(file.bytes)}</span></a>`
}
