// The day of a queue in little: a bar for each half hour, those who gave up in red at its foot.

import { tn } from '../../core/i18n.js'
import { html, useMemo } from '../../core/ui.js'

const FEWEST = 16 // half hours that are always shown
const WIDTH = 4
const HEIGHT = 28

/** @param {readonly number[]} counts @param {number} most */
const bars = (counts, most) =>
  counts.map((many, place) => (many ? `M${place * WIDTH} ${HEIGHT}v${(-many / most) * HEIGHT}h${WIDTH - 1}V${HEIGHT}z` : '')).join('')

/** @param {{offered: readonly number[], abandoned: readonly number[]}} props */
export function Spark({ offered, abandoned }) {
  const total = offered.reduce((sum, many) => sum + many, 0)
  const lost = abandoned.reduce((sum, many) => sum + many, 0)
  const drawn = useMemo(() => {
    const from = Math.max(0, Math.min(offered.findIndex(Boolean), offered.length - FEWEST))
    const most = Math.max(4, ...offered)
    const width = Math.max(FEWEST, offered.length - from) * WIDTH
    return { width, all: bars(offered.slice(from), most), red: bars(abandoned.slice(from), most) }
  }, [total, lost, offered.length])
  return html`<svg class="spark" viewBox="0 0 ${drawn.width} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${tn('{n} call today', '{n} calls today', total)}>
    <path d=${drawn.all} /><path class="lost" d=${drawn.red} />
  </svg>`
}
