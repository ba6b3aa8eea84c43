// Plays a sound in place, one at a time.

import { Button } from '../../components/button.js'
import { api } from '../../core/api.js'
import { tellProblem, toast } from '../../core/dialogs.js'
import { t } from '../../core/i18n.js'
import { html, useEffect, useRef, useState } from '../../core/ui.js'

let playing = /** @type {{audio: HTMLAudioElement, stop: () => void} | null} */ (null)

/** Plays a sound of our API in place; one at a time. @param {{address: string | null, label: string, word?: string}} props */
export function Player({ address, label, word }) {
  const [on, setOn] = useState(false)
  const own = useRef(/** @type {(() => void) | null} */ (null))
  useEffect(() => () => own.current?.(), [])
  async function toggle() {
    if (on) return own.current?.()
    if (!address) return undefined
    playing?.stop()
    const audio = new Audio(address)
    const stop = () => {
      audio.pause()
      setOn(false)
      if (playing?.audio === audio) playing = null
    }
    own.current = stop
    playing = { audio, stop }
    audio.addEventListener('ended', stop)
    audio.addEventListener('error', () => {
      stop()
      void tell(address)
    })
    setOn(true)
    await audio.play().catch(() => {})
    return undefined
  }
  return html`<${Button} small kind="plain" icon=${on ? 'circle-stop' : 'play'} label=${on ? t('Stop') : label} disabled=${!address} pressed=${on} onClick=${toggle}>${word}<//>`
}

/** An audio element does not say why; asked once more, the API does. @param {string} address */
async function tell(address) {
  try {
    await api.get(address.replace(/^\/api\/v1/, ''))
    toast(t('The sound cannot be played.'), { kind: 'bad' })
  } catch (error) {
    tellProblem(error)
  }
}
