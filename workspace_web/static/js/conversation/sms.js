// How many parts an SMS takes: 160 characters of the GSM alphabet or 70 of Unicode, less when it is cut. Pure.

const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const EXTENDED = new Set('^{}\\[~]|€\f')
const ONE = { gsm: 160, unicode: 70 }
const CUT = { gsm: 153, unicode: 67 }

/**
 * `left`: what still goes into the last part.
 * @param {string} text
 * @returns {{parts: number, left: number, unicode: boolean}}
 */
export function smsParts(text) {
  const unicode = [...text].some((letter) => !BASIC.has(letter) && !EXTENDED.has(letter))
  const kind = unicode ? 'unicode' : 'gsm'
  // A letter of two units is never cut in half.
  const sizes = [...text].map((letter) => (unicode ? letter.length : EXTENDED.has(letter) ? 2 : 1))
  const whole = sizes.reduce((sum, size) => sum + size, 0)
  if (whole <= ONE[kind]) return { parts: whole ? 1 : 0, left: ONE[kind] - whole, unicode }
  let parts = 1
  let used = 0
  for (const size of sizes) {
    if (used + size > CUT[kind]) {
      parts += 1
      used = 0
    }
    used += size
  }
  return { parts, left: CUT[kind] - used, unicode }
}
