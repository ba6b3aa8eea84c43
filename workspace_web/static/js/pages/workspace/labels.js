// What a conversation is about, in words that can be counted.

import { api } from '../../core/api.js'
import { promptDialog } from '../../core/dialogs.js'
import { t } from '../../core/i18n.js'
import { html } from '../../core/ui.js'
import { Badge } from '../../components/badge.js'
import { Button } from '../../components/button.js'

/** @typedef {import('../../types').InteractionCard} InteractionCard */

/** @param {InteractionCard} card */
export async function changeLabels(card) {
  const given = await promptDialog({
    title: t('Labels'),
    text: t('Words for what this is about, with commas between them.'),
    label: t('Labels'),
    value: card.labels.join(', '),
    required: false,
    maxLength: 400,
    confirm: t('Keep'),
  })
  if (given === null) return
  const labels = [...new Set(given.split(',').map((/** @type {string} */ word) => word.trim()).filter(Boolean))]
  await api.put(`/interactions/${encodeURIComponent(card.id)}/labels`, { labels })
}

/** @param {{card: InteractionCard}} props */
export const Labels = ({ card }) =>
  html`<span class="labels">${card.labels.map((label) => html`<${Badge} key=${label} icon="tag">${label}<//>`)}<${Button} small kind="plain" icon="tag" label=${t('Labels')} onClick=${() => changeLabels(card)} /></span>`
