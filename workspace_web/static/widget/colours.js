// From the one colour that a site chooses: what can be read on it, and a shade of it that can be read. Pure.

/** @param {string} colour #rrggbb @returns {[number, number, number]} */
export const parts = (colour) => /** @type {[number, number, number]} */ ([1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)))

/** @param {[number, number, number]} rgb */
const written = (rgb) => `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`

/** WCAG's relative luminance. @param {string} colour */
export function luminance(colour) {
  const [r, g, b] = parts(colour).map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0)
}

/** @param {string} one @param {string} other */
export function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

/** @param {string} colour @param {string} towards @param {number} share */
export function mixed(colour, towards, share) {
  const target = parts(towards)
  return written(/** @type {[number, number, number]} */ (parts(colour).map((part, at) => part + ((target[at] ?? 0) - part) * share)))
}

/** White or nearly black, whichever reads better on it. @param {string} colour */
export const on = (colour) => (contrast(colour, '#ffffff') >= contrast(colour, '#14171d') ? '#ffffff' : '#14171d')

/**
 * The colour, or the nearest shade of it that has 4.5:1 on `ground`.
 * @param {string} colour @param {string} ground
 */
export function readable(colour, ground) {
  const towards = luminance(ground) > 0.4 ? '#000000' : '#ffffff'
  for (let share = 0; share < 1; share += 0.05) {
    const shade = mixed(colour, towards, share)
    if (contrast(shade, ground) >= 4.5) return shade
  }
  return towards
}

/** For text on it: the colour itself where white or black reads on it with 4.5:1, else a little darker. @param {string} colour */
export function solid(colour) {
  for (let share = 0; share < 1; share += 0.04) {
    const shade = mixed(colour, '#000000', share)
    if (contrast(shade, on(shade)) >= 4.5) return shade
  }
  return '#000000'
}
