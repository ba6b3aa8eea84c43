// A secret that is shown this once, to be copied.

import { Button } from '../components/button.js'
import { toast } from '../core/dialogs.js'
import { t } from '../core/i18n.js'
import { html } from '../core/ui.js'

/** @param {{title: string, rows: readonly (readonly [string, string])[], onClose: () => void}} props */
export const Once = ({ title, rows, onClose }) => html`<div class="once" role="status">
  <p><b>${title}</b></p>
  <dl>
    ${rows.map(
      ([name, value]) => html`<div key=${name}><dt>${name}</dt><dd><code>${value}</code>
        <${Button} icon="copy" kind="plain" small label=${t('Copy: {what}', { what: name })} onClick=${async () => { await navigator.clipboard.writeText(value); toast(t('Copied.')) }} /></dd></div>`,
    )}
  </dl>
  <${Button} small icon="check" onClick=${onClose}>${t('I have it')}<//>
</div>`
