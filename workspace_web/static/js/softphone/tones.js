// Sounds that we make ourselves: the ring, a beep before an automatic answer, a test tone.

import { playOn } from './devices.js'

/** @typedef {readonly (readonly [hertz: number, from: number, until: number])[]} Notes seconds */

/** A second and a half that say "somebody calls", soft enough for a headset, then a pause. @type {Notes} */
const RING = [[587, 0, 0.16], [784, 0.18, 0.34], [587, 0.5, 0.66], [784, 0.68, 0.9]]
const RING_EVERY = 2600 // milliseconds
/** What is written comes more softly than a call. @type {Notes} */
const CHIME = [[659, 0, 0.14], [880, 0.16, 0.42]]
const CHIME_EVERY = 5000 // milliseconds
/** One more message. @type {Notes} */
const DRIP = [[1047, 0, 0.09]]
/** @type {Notes} */
const BEEP = [[880, 0, 0.12]]
/** @type {Notes} */
const TEST = [[523, 0, 0.25], [659, 0.3, 0.55], [784, 0.6, 1]]
const LOUDNESS = 0.16

/** @type {{context: AudioContext, out: AudioNode, element: HTMLAudioElement} | null} */
let player = null

/** One for the page: a browser allows few. */
function start() {
  if (!player) {
    const context = new AudioContext()
    const out = context.createMediaStreamDestination()
    const element = new Audio()
    element.srcObject = out.stream
    player = { context, out, element }
  }
  return player
}

/** @param {Notes} notes @param {'speaker' | 'ringer'} use */
async function sound(notes, use) {
  const { context, out, element } = start()
  await playOn(element, use)
  if (context.state !== 'running') void context.resume()
  await element.play()
  const now = context.currentTime + 0.03
  for (const [hertz, from, until] of notes) {
    const tone = context.createOscillator()
    const volume = context.createGain()
    tone.frequency.value = hertz
    volume.gain.setValueAtTime(0, now + from)
    volume.gain.linearRampToValueAtTime(LOUDNESS, now + from + 0.015)
    volume.gain.setValueAtTime(LOUDNESS, now + until - 0.05)
    volume.gain.linearRampToValueAtTime(0, now + until)
    tone.connect(volume).connect(out)
    tone.start(now + from)
    tone.stop(now + until)
  }
}

/** A browser may refuse sounds before the first click on the page: then the ring is seen only. */
const quietly = () => undefined

/** Ring until what is returned is called. */
export function ring() {
  const once = () => void sound(RING, 'ringer').catch(quietly)
  once()
  const timer = setInterval(once, RING_EVERY)
  return () => clearInterval(timer)
}

/** That somebody has written, until what is returned is called. */
export function chime() {
  const once = () => void sound(CHIME, 'ringer').catch(quietly)
  once()
  const timer = setInterval(once, CHIME_EVERY)
  return () => clearInterval(timer)
}

export const drip = () => void sound(DRIP, 'ringer').catch(quietly)

export const beep = () => void sound(BEEP, 'speaker').catch(quietly)

/** @param {'speaker' | 'ringer'} use */
export const testTone = (use) => sound(TEST, use)
