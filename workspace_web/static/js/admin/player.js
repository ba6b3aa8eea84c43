// Plays a recording: a wave for each side, either of them alone, faster or slower, by mouse and by keys.

import { Banner } from '../components/banner.js'
import { Button } from '../components/button.js'
import { api, Problem } from '../core/api.js'
import { fmt, t } from '../core/i18n.js'
import { action } from '../core/keys.js'
import { classes, html, useEffect, useLayoutEffect, useRef, useState } from '../core/ui.js'

/** @typedef {{low: number[], high: number[]}} Wave */
const SPEEDS = [0.75, 1, 1.25, 1.5, 2]
const JUMP = 5 // seconds
const QUIET = 10 // of 100: nothing softer is drawn as loud

/** The outline of a wave, 100 high, a moment wide; `loudest` reaches the edge. @param {Wave} wave @param {number} loudest */
function outline({ low, high }, loudest) {
  const scale = 48 / loudest
  const top = high.map((value, x) => `${x},${50 - Math.max(value * scale, 0.5)}`)
  const bottom = low.map((value, x) => `${x},${50 - Math.min(value * scale, -0.5)}`).reverse()
  return `M${[...top, ...bottom].join('L')}Z`
}

/** One gain for each channel, both to both ears. @param {HTMLAudioElement} audio @param {number} channels */
function mixer(audio, channels) {
  const context = new AudioContext()
  const source = context.createMediaElementSource(audio)
  const splitter = context.createChannelSplitter(channels)
  source.connect(splitter)
  const gains = Array.from({ length: channels }, (_, channel) => {
    const gain = context.createGain()
    splitter.connect(gain, channel)
    gain.connect(context.destination)
    return gain
  })
  return { context, gains }
}

/** @param {{path: string, id: string, onClose: () => void, onEnd?: () => void}} props */
export function Player({ path, id, onClose, onEnd }) {
  const audio = useRef(/** @type {HTMLAudioElement | null} */ (null))
  const mix = useRef(/** @type {ReturnType<typeof mixer> | null} */ (null))
  const [waves, setWaves] = useState(/** @type {Wave[] | null} */ (null))
  const [wrong, setWrong] = useState('')
  const [playing, setPlaying] = useState(false)
  const [at, setAt] = useState(0)
  const [length, setLength] = useState(0)
  const [speed, setSpeed] = useState(1)
  const [muted, setMuted] = useState(/** @type {readonly number[]} */ ([]))
  const own = `${path}/${encodeURIComponent(id)}`

  useEffect(() => {
    const abort = new AbortController()
    api.get(`${own}/peaks`, undefined, abort.signal).then(
      (found) => setWaves(found.channels ?? [found]),
      (error) => {
        if (abort.signal.aborted) return
        if (!(error instanceof Problem)) throw error
        setWrong(error.detail)
      },
    )
    return () => {
      abort.abort()
      void mix.current?.context.close()
    }
  }, [])
  useEffect(() => {
    mix.current?.gains.forEach((gain, channel) => (gain.gain.value = muted.includes(channel) ? 0 : 1))
  }, [muted])
  useEffect(() => {
    if (audio.current) audio.current.playbackRate = speed
  }, [speed])
  useLayoutEffect(() => {
    const group = t('Player')
    const keys = [
      action({ id: 'player.play', title: t('Play or pause'), keys: 'K', icon: 'play', group, run: turn }),
      action({ id: 'player.back', title: t('Back {n} seconds', { n: JUMP }), keys: 'J', icon: 'rotate-ccw', group, run: () => jump(-JUMP) }),
      action({ id: 'player.on', title: t('On {n} seconds', { n: JUMP }), keys: 'L', icon: 'skip-forward', group, run: () => jump(JUMP) }),
    ]
    return () => keys.forEach((forget) => forget())
  }, [])

  async function turn() {
    const element = audio.current
    if (!element) return
    if (!element.paused) return element.pause()
    mix.current ??= mixer(element, Math.max(1, waves?.length ?? 1))
    await mix.current.context.resume()
    await element.play().catch(() => setWrong(t('The sound cannot be played: it was deleted, or is still being written.')))
    return undefined
  }
  /** @param {number} seconds */
  function jump(seconds) {
    if (audio.current) audio.current.currentTime = Math.max(0, audio.current.currentTime + seconds)
  }
  /** @param {number} seconds */
  function seek(seconds) {
    if (audio.current) audio.current.currentTime = seconds
    setAt(seconds)
  }
  const names = waves?.length === 2 ? [t('Agent'), t('Customer')] : [t('Caller')]
  // Both sides by one measure; what is silent stays so.
  const loudest = Math.max(QUIET, ...(waves ?? []).flatMap(({ low, high }) => [...high, ...low.map((value) => -value)]))
  const share = length ? (at / length) * 100 : 0
  return html`<section class="player" aria-label=${t('Player')}>
    <audio ref=${audio} src=${api.url(`${own}/audio`)} preload="metadata" onPlay=${() => setPlaying(true)} onPause=${() => setPlaying(false)}
      onTimeUpdate=${(/** @type {any} */ event) => setAt(event.currentTarget.currentTime)} onLoadedMetadata=${(/** @type {any} */ event) => setLength(Number.isFinite(event.currentTarget.duration) ? event.currentTarget.duration : 0)}
      onEnded=${() => onEnd?.()} onError=${() => setWrong(t('The sound cannot be played: it was deleted, or is still being written.'))}></audio>
    ${wrong && html`<${Banner} tone="bad">${wrong}<//>`}
    <div class="waves">
      ${(waves ?? [{ low: [-1], high: [1] }]).map(
        (wave, channel) => html`<div class=${classes('wave', muted.includes(channel) && 'muted')} key=${channel}>
          <svg viewBox=${`0 0 ${Math.max(1, wave.high.length - 1)} 100`} preserveAspectRatio="none" aria-hidden="true"><path d=${outline(wave, loudest)} /></svg>
          <svg class="played" style=${{ clipPath: `inset(0 ${100 - share}% 0 0)` }} viewBox=${`0 0 ${Math.max(1, wave.high.length - 1)} 100`} preserveAspectRatio="none" aria-hidden="true"><path d=${outline(wave, loudest)} /></svg>
          <span class="whose">${names[channel]}</span>
        </div>`,
      )}
      <input type="range" min="0" max=${length || 1} step="0.1" value=${at} style=${{ '--filled': `${share}%` }} aria-label=${t('Position')} aria-valuetext=${t('{at} of {length}', { at: fmt.duration(at), length: fmt.duration(length) })}
        onInput=${(/** @type {any} */ event) => seek(event.currentTarget.valueAsNumber)} />
    </div>
    <div class="controls">
      <${Button} kind="primary" icon=${playing ? 'pause' : 'play'} label=${playing ? t('Pause') : t('Play')} onClick=${turn} />
      <${Button} icon="rotate-ccw" kind="plain" small label=${t('Back {n} seconds', { n: JUMP })} onClick=${() => jump(-JUMP)} />
      <${Button} icon="skip-forward" kind="plain" small label=${t('On {n} seconds', { n: JUMP })} onClick=${() => jump(JUMP)} />
      <span class="figure">${fmt.duration(at)} / ${fmt.duration(length)}</span>
      <select class="input speed" aria-label=${t('Speed')} value=${String(speed)} onChange=${(/** @type {any} */ event) => setSpeed(Number(event.currentTarget.value))}>
        ${SPEEDS.map((one) => html`<option key=${one} value=${String(one)}>${t('{n}×', { n: fmt.number(one) })}</option>`)}
      </select>
      <span class="grow"></span>
      ${waves?.length === 2 && names.map((name, channel) => html`<${Side} key=${channel} name=${name} muted=${muted.includes(channel)} alone=${muted.length === 1 && !muted.includes(channel)}
        onMute=${() => setMuted(muted.includes(channel) ? muted.filter((one) => one !== channel) : [...muted, channel])} onAlone=${() => setMuted(muted.length === 1 && !muted.includes(channel) ? [] : [1 - channel])} />`)}
      <${Button} icon="download" kind="plain" small label=${t('Download')} href=${api.url(`${own}/audio`)} download=${`${id}.wav`} />
      <${Button} icon="x" kind="plain" small label=${t('Close')} onClick=${onClose} />
    </div>
  </section>`
}

/** @param {{name: string, muted: boolean, alone: boolean, onMute: () => void, onAlone: () => void}} props */
const Side = ({ name, muted, alone, onMute, onAlone }) => html`<span class="side" role="group" aria-label=${name}>
  <span>${name}</span>
  <${Button} small kind="plain" icon=${muted ? 'volume-x' : 'volume-2'} pressed=${muted} label=${t('Mute: {who}', { who: name })} onClick=${onMute} />
  <${Button} small kind="plain" icon="headphones" pressed=${alone} label=${t('Only: {who}', { who: name })} onClick=${onAlone} />
</span>`
