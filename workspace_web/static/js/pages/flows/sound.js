// Sound as a WAV file: recorded here, or made of any file that the browser can play.

import { t } from '../../core/i18n.js'

const RATE = 16_000

/** @param {Float32Array} samples @param {number} rate */
export function wavOf(samples, rate) {
  const view = new DataView(new ArrayBuffer(44 + samples.length * 2))
  /** @param {number} at @param {string} text */
  const word = (at, text) => [...text].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)))
  word(0, 'RIFF')
  view.setUint32(4, 36 + samples.length * 2, true)
  word(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, rate, true)
  view.setUint32(28, rate * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  word(36, 'data')
  view.setUint32(40, samples.length * 2, true)
  samples.forEach((sample, index) => {
    const clipped = Math.max(-1, Math.min(1, sample))
    view.setInt16(44 + index * 2, clipped < 0 ? clipped * 0x8000 : clipped * 0x7fff, true)
  })
  return new Blob([view], { type: 'audio/wav' })
}

/** One channel at 16 kHz. Throws an Error that says what to do when it is no sound. @param {Blob} file */
export async function toWav(file) {
  const context = new OfflineAudioContext(1, 1, RATE)
  let sound
  try {
    sound = await context.decodeAudioData(await file.arrayBuffer())
  } catch {
    throw new Error(t('The browser cannot play this file. Choose a WAV, MP3, OGG or M4A file.'))
  }
  const mixer = new OfflineAudioContext(1, Math.max(1, Math.ceil(sound.duration * RATE)), RATE)
  const source = mixer.createBufferSource()
  source.buffer = sound
  source.connect(mixer.destination)
  source.start()
  return wavOf((await mixer.startRendering()).getChannelData(0), RATE)
}

/**
 * Record from the microphone until `stop` is called, or `longest` seconds have passed: then `ended` gives the WAV file.
 * @param {{longest: number, onLevel?: (level: number) => void}} options
 * @returns {Promise<{stop: () => void, ended: Promise<Blob>}>}
 */
export async function record({ longest, onLevel }) {
  let stream
  try {
    // As it is: what the browser does against echo and noise in calls eats what is no speech, music for one.
    stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: false, noiseSuppression: false } })
  } catch {
    throw new Error(t('There is no microphone, or it is not allowed. Allow it in the address bar of the browser.'))
  }
  const recorder = new MediaRecorder(stream)
  /** @type {Blob[]} */
  const parts = []
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data))
  const quiet = onLevel ? watch(stream, onLevel) : () => {}
  const timer = setTimeout(() => recorder.state === 'recording' && recorder.stop(), longest * 1000)
  const ended = new Promise((resolve) => recorder.addEventListener('stop', resolve)).then(() => {
    clearTimeout(timer)
    quiet()
    for (const track of stream.getTracks()) track.stop()
    return toWav(new Blob(parts, { type: recorder.mimeType }))
  })
  recorder.start()
  return { stop: () => recorder.state === 'recording' && recorder.stop(), ended }
}

/** How loud it is, 0 to 1, some times a second. @param {MediaStream} stream @param {(level: number) => void} tell */
function watch(stream, tell) {
  const context = new AudioContext()
  const meter = context.createAnalyser()
  meter.fftSize = 512
  context.createMediaStreamSource(stream).connect(meter)
  const samples = new Float32Array(meter.fftSize)
  const timer = setInterval(() => {
    meter.getFloatTimeDomainData(samples)
    tell(Math.min(1, 4 * Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)))
  }, 80)
  return () => {
    clearInterval(timer)
    void context.close()
  }
}
