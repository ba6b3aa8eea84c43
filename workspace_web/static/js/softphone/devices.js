// Microphone, speaker, and what rings: which there are, which this browser shall use, and a test of each.

import { remember, remembered } from '../core/store.js'
import { signal } from '../core/ui.js'

/** @typedef {'microphone' | 'speaker' | 'ringer'} Use */
/** @typedef {{id: string, name: string}} Device */
/** @typedef {Record<Use, string>} Choice ids; empty: what the system prefers */
/** @typedef {'denied' | 'none' | 'busy' | 'insecure'} MicrophoneFault */

const KEPT = 'devices'

/** What there is to choose from. Names are known once the microphone was allowed. */
export const devices = signal(/** @type {Record<Use, readonly Device[]>} */ ({ microphone: [], speaker: [], ringer: [] }))
export const chosen = signal(/** @type {Choice} */ ({ microphone: '', speaker: '', ringer: '', ...remembered(KEPT, {}) }))

/** @param {Use} use @param {string} id */
export function choose(use, id) {
  chosen.value = { ...chosen.value, [use]: id }
  remember(KEPT, chosen.value)
}

export async function look() {
  const all = (await navigator.mediaDevices?.enumerateDevices()) ?? []
  /** @param {MediaDeviceKind} kind */
  const of = (kind) =>
    all
      .filter((device) => device.kind === kind && device.label && !['default', 'communications'].includes(device.deviceId))
      .map((device) => ({ id: device.deviceId, name: device.label }))
  const speakers = of('audiooutput')
  devices.value = { microphone: of('audioinput'), speaker: speakers, ringer: speakers }
}

/** Follow what is plugged in and out. */
export function watchDevices() {
  navigator.mediaDevices?.addEventListener('devicechange', () => void look())
}

/** Why there is no microphone. @param {unknown} error @returns {MicrophoneFault} */
export function microphoneFault(error) {
  if (!globalThis.isSecureContext || !navigator.mediaDevices) return 'insecure'
  const name = error instanceof Error ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'none' : 'busy'
}

/**
 * The chosen microphone, or another when it is gone. Raises what `microphoneFault` explains.
 * @returns {Promise<MediaStream>}
 */
export async function openMicrophone() {
  if (!navigator.mediaDevices) throw new DOMException('', 'SecurityError')
  const id = chosen.value.microphone
  const wanted = { echoCancellation: true, noiseSuppression: true, autoGainControl: true }
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: id ? { ...wanted, deviceId: { exact: id } } : wanted })
  } catch (error) {
    if (!id || microphoneFault(error) !== 'none') throw error
    return await navigator.mediaDevices.getUserMedia({ audio: wanted })
  }
}

/** @param {MediaStream | null | undefined} stream */
export const closeStream = (stream) => stream?.getTracks().forEach((track) => track.stop())

/**
 * Let an element be heard where it was chosen; a device that is gone is no reason for silence.
 * @param {HTMLAudioElement} element
 * @param {'speaker' | 'ringer'} use
 */
export async function playOn(element, use) {
  const id = chosen.value[use]
  if (!('setSinkId' in element)) return
  await element.setSinkId(id).catch(() => element.setSinkId(''))
}

/**
 * How loud a stream is, 0 to 1, some times a second. Returns what stops it.
 * @param {MediaStream} stream
 * @param {(level: number) => void} tell
 */
export function meter(stream, tell) {
  const context = new AudioContext()
  const analyser = context.createAnalyser()
  analyser.fftSize = 512
  context.createMediaStreamSource(stream).connect(analyser)
  const samples = new Float32Array(analyser.fftSize)
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples)
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
    tell(Math.min(1, Math.sqrt(power) * 4))
  }, 80)
  return () => {
    clearInterval(timer)
    void context.close()
  }
}
