// Microphone, speaker and ring: chosen, and tried out.

import { t } from '../../core/i18n.js'
import { html, signal, useEffect, useId, useState } from '../../core/ui.js'
import { Banner } from '../../components/banner.js'
import { Button } from '../../components/button.js'
import { Dialog } from '../../components/dialog.js'
import { choose, chosen, closeStream, devices, look, meter, openMicrophone } from '../../softphone/devices.js'
import { phone } from '../../softphone/phone.js'
import { testTone } from '../../softphone/tones.js'

/** @typedef {import('../../softphone/devices.js').Use} Use */

export const devicesOpen = signal(false)
export const openDevices = () => void (devicesOpen.value = true)

export function DevicesDialog() {
  useEffect(() => void look(), [])
  const close = () => (devicesOpen.value = false)
  return html`<${Dialog} title=${t('Microphone, speaker and ring')} onClose=${close} footer=${html`<${Button} kind="primary" onClick=${close}>${t('Done')}<//>`}>
    <${Choice} use="microphone" label=${t('Microphone')} />
    <${Level} />
    <${Choice} use="speaker" label=${t('Speaker')}><${Button} icon="volume-2" onClick=${() => testTone('speaker')}>${t('Test')}<//><//>
    <${Choice} use="ringer" label=${t('Ring')} hint=${t('Another device than the headset lets you hear calls from afar.')}
      ><${Button} icon="bell" onClick=${() => testTone('ringer')}>${t('Test')}<//><//
    >
  <//>`
}

/** @param {{use: Use, label: string, hint?: string, children?: import('../../core/ui.js').Children}} props */
function Choice({ use, label, hint, children }) {
  const id = useId()
  const all = devices.value[use]
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <div class="row whole">
      <select id=${id} class="input" value=${chosen.value[use]} onChange=${(/** @type {any} */ event) => choose(use, event.currentTarget.value)}>
        <option value="">${t('What the computer prefers')}</option>
        ${all.map((device) => html`<option value=${device.id} key=${device.id}>${device.name}</option>`)}
        ${chosen.value[use] && !all.some(({ id: known }) => known === chosen.value[use]) && html`<option value=${chosen.value[use]}>${t('One that is not plugged in')}</option>`}
      </select>
      ${children}
    </div>
    ${hint && html`<p class="hint">${hint}</p>`}
  </div>`
}

/** How loud the microphone is, while one speaks. */
function Level() {
  const [level, setLevel] = useState(0)
  const [heard, setHeard] = useState(false)
  const microphone = chosen.value.microphone
  useEffect(() => {
    /** @type {MediaStream | null} */
    let stream = null
    let stop = () => {}
    let over = false
    openMicrophone().then(
      (opened) => {
        if (over) return closeStream(opened)
        stream = opened
        stop = meter(opened, (now) => {
          setLevel(now)
          if (now > 0.06) setHeard(true)
        })
        return look()
      },
      () => phone.checkMicrophone(),
    )
    return () => {
      over = true
      stop()
      closeStream(stream)
    }
  }, [microphone])
  if (phone.fault.value) return html`<${Banner} tone="bad" icon="mic-off">${t('The microphone cannot be used; the page says why.')}<//>`
  return html`<div class="stack tight">
    <meter class="level" min="0" max="1" value=${level} aria-label=${t('Loudness of the microphone')}></meter>
    <p class="hint" role="status">${heard ? t('We hear you.') : t('Say something: the bar should move.')}</p>
  </div>`
}
