// How this browser shows the pages: theme, density, language, keys. Nothing of it is told to anyone.

import { boot } from '../core/boot.js'
import { actions, chooseKeys, forgetChosenKeys, keysOf, pressed, shown } from '../core/keys.js'
import { t } from '../core/i18n.js'
import { chooseDensity, chooseLocale, chooseTheme, density, theme } from '../core/preferences.js'
import { html, useId, useState } from '../core/ui.js'
import { Button } from './button.js'
import { Dialog } from './dialog.js'
import { grouped } from './help.js'

/** @param {{onClose: () => void}} props */
export const Settings = ({ onClose }) =>
  html`<${Dialog} title=${t('Settings of this browser')} width="40rem" onClose=${onClose}>
    <${Choice}
      label=${t('Theme')}
      value=${theme.value}
      onChoose=${chooseTheme}
      options=${[
        ['system', t('Like the system')],
        ['light', t('Light')],
        ['dark', t('Dark')],
      ]}
    />
    <${Choice}
      label=${t('Density')}
      value=${density.value}
      onChoose=${chooseDensity}
      options=${[
        ['comfortable', t('Comfortable')],
        ['compact', t('Compact')],
      ]}
    />
    <${Choice} label=${t('Language')} value=${boot.locale} onChoose=${chooseLocale} options=${Object.entries(boot.locales)} />
    <${Keys} />
  <//>`

/** @param {{label: string, value: string, options: [string, string][], onChoose: (value: any) => void}} props */
function Choice({ label, value, options, onChoose }) {
  const id = useId()
  return html`<div class="row apart">
    <label class="label" for=${id}>${label}</label>
    <div>
      <select class="input" id=${id} value=${value} onChange=${(/** @type {any} */ event) => onChoose(event.currentTarget.value)}>
        ${options.map(([option, title]) => html`<option value=${option}>${title}</option>`)}
      </select>
    </div>
  </div>`
}

/** Press a row's button, then the keys that it shall have. */
function Keys() {
  const [waits, setWaits] = useState(/** @type {string | null} */ (null))
  const all = actions.value
  /** @param {KeyboardEvent} event @param {string} id */
  function take(event, id) {
    if (waits !== id) return
    if (event.key === 'Tab') return setWaits(null)
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Escape') return setWaits(null)
    if (event.key === 'Backspace' || event.key === 'Delete') chooseKeys(id, '')
    else {
      const keys = pressed(event)
      if (keys === null) return undefined
      for (const other of all) if (other.id !== id && keysOf(other) === keys) chooseKeys(other.id, '')
      chooseKeys(id, keys)
    }
    return setWaits(null)
  }
  return html`<section class="stack close">
    <div class="row apart">
      <h3>${t('Keys')}</h3>
      <${Button} small kind="plain" icon="rotate-ccw" onClick=${forgetChosenKeys}>${t('As they came')}<//>
    </div>
    <p class="muted small">${t('Press a button, then the keys you want. Backspace takes the keys away. Keys that another action has go to this one.')}</p>
    ${[...grouped(all)].map(
      ([group, those]) => html`<div key=${group}>
        <h4 class="muted small">${group}</h4>
        <dl class="keys">
          ${those.map(
            (action) => html`<dt>${action.title}</dt>
              <dd>
                <${Button}
                  small
                  pressed=${waits === action.id}
                  aria-label=${t('Keys of “{action}”: {keys}', { action: action.title, keys: keysOf(action) ? shown(keysOf(action)) : '–' })}
                  onClick=${() => setWaits(waits === action.id ? null : action.id)}
                  onKeyDown=${(/** @type {KeyboardEvent} */ event) => take(event, action.id)}
                  onBlur=${() => setWaits(null)}
                >
                  ${waits === action.id ? t('Press keys …') : keysOf(action) ? shown(keysOf(action)) : '–'}
                <//>
              </dd>`,
          )}
        </dl>
      </div>`,
    )}
  </section>`
}
