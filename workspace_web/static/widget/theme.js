// The colours of the open chat, from the one that the site chose: light, dark, or as the visitor's system is.

import { mixed, on, readable, solid } from './colours.js'

/** @param {HTMLElement} element @param {{theme: string, colour: string}} settings */
export function dress(element, { theme, colour }) {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const wear = () => {
    const isDark = theme === 'dark' || (theme === 'auto' && dark.matches)
    const brand = solid(colour)
    const surface = mixed(isDark ? '#181b22' : '#ffffff', brand, isDark ? 0.16 : 0.09)
    const deep = on(brand) === '#ffffff' ? mixed(brand, '#000000', 0.22) : mixed(brand, '#ffffff', 0.2)
    element.dataset.theme = isDark ? 'dark' : 'light'
    for (const [name, value] of [
      ['brand', brand],
      ['on-brand', on(brand)],
      ['brand-deep', deep],
      ['brand-surface', surface],
      ['brand-text', readable(brand, surface)],
    ]) element.style.setProperty(`--${name}`, value ?? '')
  }
  dark.addEventListener('change', wear)
  wear()
}
