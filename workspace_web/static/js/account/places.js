// Where somebody comes from, and where they go when they are in. No screen.

import { t } from '../core/i18n.js'

/** @type {readonly [RegExp, string][]} the first that fits: each names itself beside those that it is made of */
const BROWSERS = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrom(e|ium)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]
/** @type {readonly [RegExp, string][]} */
const SYSTEMS = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
]

/** @param {readonly [RegExp, string][]} known @param {string} said */
const found = (known, said) => known.find(([sign]) => sign.test(said))?.[1]

/** What a browser says of itself, as a person would. @param {string} said */
export function browserOf(said) {
  const browser = found(BROWSERS, said)
  const system = found(SYSTEMS, said)
  if (!browser) return said.slice(0, 40) || t('Unknown browser')
  return system ? t('{browser} on {system}', { browser, system }) : browser
}

/** Where to go: a page of ours, whatever the address says. @param {string | null} wanted @param {string} origin of ours */
export function inside(wanted, origin) {
  if (!wanted?.startsWith('/')) return '/'
  const address = new URL(wanted, origin)
  return address.origin === origin && !address.pathname.startsWith('//') ? address.pathname + address.search + address.hash : '/'
}
