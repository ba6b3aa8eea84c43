// How well two people hear each other, from what the browser counts. Pure.

/** @typedef {{at: number, received: number, lost: number, jitter: number, rtt: number | null}} Sample seconds and packets, counted since the start */
/** @typedef {{mos: number, loss: number, jitter: number, rtt: number | null, level: Level}} Quality `loss` is a share, times are seconds */
/** @typedef {'good' | 'fair' | 'poor' | 'silent'} Level */

const CODEC_DELAY = 0.02 // seconds
const GOOD = 4.0
const FAIR = 3.5
const SILENCE = 3 // seconds without a packet

/**
 * What concerns quality out of an RTCStatsReport.
 * @param {Iterable<any>} stats its values
 * @param {number} at seconds
 * @returns {Sample | null} null before anything arrived
 */
export function sampleOf(stats, at) {
  /** @type {Sample | null} */
  let sample = null
  /** @type {number | null} */
  let rtt = null
  for (const stat of stats) {
    if (stat.type === 'inbound-rtp' && stat.kind === 'audio') {
      sample = { at, received: stat.packetsReceived ?? 0, lost: stat.packetsLost ?? 0, jitter: stat.jitter ?? 0, rtt: null }
    }
    if (stat.type === 'remote-inbound-rtp' && stat.roundTripTime !== undefined) rtt = stat.roundTripTime
    if (stat.type === 'candidate-pair' && stat.nominated && rtt === null && stat.currentRoundTripTime !== undefined) {
      rtt = stat.currentRoundTripTime
    }
  }
  return sample && { ...sample, rtt }
}

/**
 * The quality between two samples. The mean opinion score, 1 to 4.5, is the E-model's in its short form: delay and loss
 * take away from what an undisturbed telephone call has.
 * @param {Sample} before
 * @param {Sample} after
 * @returns {Quality}
 */
export function qualityBetween(before, after) {
  const received = after.received - before.received
  const lost = Math.max(0, after.lost - before.lost)
  const loss = received + lost > 0 ? lost / (received + lost) : 0
  const score = mos(loss, after.jitter, after.rtt)
  const silent = received <= 0 && after.at - before.at >= SILENCE
  const level = silent ? 'silent' : score >= GOOD ? 'good' : score >= FAIR ? 'fair' : 'poor'
  return { mos: silent ? 1 : score, loss, jitter: after.jitter, rtt: after.rtt, level }
}

/** @param {number} loss share @param {number} jitter seconds @param {number | null} rtt seconds */
function mos(loss, jitter, rtt) {
  const delay = ((rtt ?? 0) / 2 + 2 * jitter + CODEC_DELAY) * 1000
  const r = 93.2 - (delay < 160 ? delay / 40 : (delay - 120) / 10) - 250 * loss
  if (r <= 0) return 1
  return Math.min(4.5, Math.max(1, 1 + 0.035 * r + 7e-6 * r * (r - 60) * (100 - r)))
}
