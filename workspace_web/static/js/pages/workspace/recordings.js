// The recordings of an interaction, for those who may hear them.

import { api } from '../../core/api.js'
import { may } from '../../core/boot.js'
import { t } from '../../core/i18n.js'
import { html } from '../../core/ui.js'

/** @param {{ids: readonly string[]}} props */
export function Recordings({ ids }) {
  if (!ids.length || !may('recordings:read')) return null
  return html`<div class="stack close">
    ${ids.map((id, at) => html`<audio key=${id} controls preload="none" src=${api.url(`/recordings/${encodeURIComponent(id)}/audio`)} aria-label=${t('Recording {n}', { n: at + 1 })}></audio>`)}
  </div>`
}
