// All keys of this page, by what they are for.

import { actions, keysOf, shown } from '../core/keys.js'
import { t } from '../core/i18n.js'
import { html } from '../core/ui.js'
import { Button } from './button.js'
import { Dialog } from './dialog.js'

/** @param {readonly import('../core/keys.js').Action[]} all @returns {Map<string, import('../core/keys.js').Action[]>} */
export function grouped(all) {
  const groups = new Map()
  for (const action of all) {
    const group = action.group ?? t('This page')
    groups.set(group, [action, ...(groups.get(group) ?? [])])
  }
  return groups
}

/** @param {{onClose: () => void, onSettings: () => void}} props */
export function Help({ onClose, onSettings }) {
  const withKeys = actions.value.filter((action) => keysOf(action) && !action.unlisted)
  return html`<${Dialog}
    title=${t('Keys')}
    width="36rem"
    onClose=${onClose}
    footer=${html`<${Button} icon="keyboard" onClick=${onSettings}>${t('Change keys')}<//>`}
  >
    <p class="muted">${t('A key alone, without Alt or Ctrl, does nothing while you type in a field.')}</p>
    ${[...grouped(withKeys)].map(
      ([group, those]) => html`<section key=${group}>
        <h3>${group}</h3>
        <dl class="keys">
          ${those.map((action) => html`<dt>${action.title}</dt><dd><kbd>${shown(keysOf(action))}</kbd></dd>`)}
        </dl>
      </section>`,
    )}
  <//>`
}
