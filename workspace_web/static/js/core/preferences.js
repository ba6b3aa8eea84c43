// Theme, density and language: at once on this page, and in a cookie for the server to begin with.

import { boot } from './boot.js'
import { computed, signal } from './ui.js'

const YEAR = 365 * 86400

/** @param {string} name @param {string} value */
function keep(name, value) {
  const secure = location.protocol === 'https:' ? '; Secure' : ''
  document.cookie = `trunkline-${name}=${value}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`
}

export const theme = signal(boot.theme)

const systemIsDark = globalThis.matchMedia?.('(prefers-color-scheme: dark)')
const system = signal(systemIsDark?.matches ?? false)
systemIsDark?.addEventListener('change', () => (system.value = systemIsDark.matches))

/** Whether the page is dark now: chosen so, or as the system has it. */
export const isDark = computed(() => (theme.value === 'system' ? system.value : theme.value === 'dark'))

export const density = signal(boot.density)

/** @param {import('../types').Boot['theme']} chosen */
export function chooseTheme(chosen) {
  theme.value = chosen
  keep('theme', chosen)
  const root = document.documentElement
  if (chosen === 'system') delete root.dataset.theme
  else root.dataset.theme = chosen
  document.querySelector('meta[name=color-scheme]')?.setAttribute('content', chosen === 'system' ? 'light dark' : chosen)
}

/** @param {import('../types').Boot['density']} chosen */
export function chooseDensity(chosen) {
  density.value = chosen
  keep('density', chosen)
  document.documentElement.dataset.density = chosen
}

/** The page comes anew in it. @param {string} chosen */
export function chooseLocale(chosen) {
  keep('locale', chosen)
  location.reload()
}
