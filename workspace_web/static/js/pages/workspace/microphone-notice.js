// Why nobody could be heard from this page, and what helps.

import { t } from '../../core/i18n.js'
import { html } from '../../core/ui.js'
import { Banner } from '../../components/banner.js'
import { Button } from '../../components/button.js'
import { phone } from '../../softphone/phone.js'

/** @typedef {import('../../softphone/devices.js').MicrophoneFault} MicrophoneFault */

/** @type {Readonly<Record<MicrophoneFault, () => string>>} */
const WORDS = {
  denied: () => t('The browser does not let this page use the microphone. Allow it at the sign beside the address, then try again.'),
  none: () => t('There is no microphone. Plug one in, then try again.'),
  busy: () => t('Another program has the microphone. Close it, then try again.'),
  insecure: () => t('Browsers give a microphone to secure pages only. Open this page by https, or on the computer that it runs on.'),
}

export const MicrophoneNotice = () =>
  phone.fault.value &&
  html`<${Banner} tone="bad" icon="mic-off" actions=${html`<${Button} small onClick=${phone.checkMicrophone}>${t('Try again')}<//>`}>${WORDS[phone.fault.value]()}<//>`
