// The phone, in the top bar: whether it works, and the way to another one, and to its devices.

import { t } from '../../core/i18n.js'
import { html } from '../../core/ui.js'
import { Menu } from '../../components/menu.js'
import { Shape } from '../../components/state-mark.js'
import { phone } from '../../softphone/phone.js'
import { openDevices } from './devices-dialog.js'

/** @typedef {import('../../softphone/phone.js').Device} Device */

/** @type {Readonly<Record<Device, {icon: string, word: () => string}>>} */
const DEVICES = {
  browser: { icon: 'headphones', word: () => t('This browser') },
  desk: { icon: 'phone', word: () => t('Desk phone') },
  mobile: { icon: 'smartphone', word: () => t('Mobile') },
}

/** @returns {{tone: import('../../components/badge.js').Tone, shape: import('../../components/state-mark.js').Shape, word: string}} */
function look() {
  if (phone.fault.value && phone.state.value !== 'off') return { tone: 'bad', shape: 'cross', word: t('No microphone') }
  switch (phone.state.value) {
    case 'ready':
      return { tone: 'good', shape: 'disc', word: t('Phone ready') }
    case 'starting':
      return { tone: 'quiet', shape: 'ring', word: t('Phone starts') }
    case 'second':
      return { tone: 'warn', shape: 'triangle', word: t('Second tab') }
    case 'off':
      return { tone: 'quiet', shape: 'disc', word: phone.device.value ? DEVICES[phone.device.value].word() : t('No phone') }
    default:
      return { tone: 'bad', shape: 'cross', word: t('Phone lost') }
  }
}

export function PhoneLamp() {
  const { tone, shape, word } = look()
  const rings = phone.choices.value.map((device) => ({
    title: DEVICES[device].word(),
    icon: DEVICES[device].icon,
    checked: phone.device.value === device,
    run: () => phone.choose(device),
  }))
  return html`<${Menu}
      button=${{ small: true, kind: 'plain', class: 'phone-lamp', icon: phone.device.value ? DEVICES[phone.device.value].icon : 'phone-off' }}
      choices=${[
        rings.length > 0 && { title: t('Calls ring on') },
        ...rings,
        { line: true },
        phone.state.value === 'second' && { title: t('Use the phone here'), icon: 'copy', run: phone.takeOver },
        { title: t('Microphone, speaker and ring …'), icon: 'sliders-horizontal', run: openDevices },
      ]}
      ><${Shape} tone=${tone} shape=${shape} /><span class="word">${word}</span><//
  >`
}
