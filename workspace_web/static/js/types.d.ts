/** Shapes that go over the wire, and modules that are made at the start. Checked against the OpenAPI document by a test. */

export interface Me {
  user: string
  name: string
  role: string
  scopes: string[]
  agent: string | null
}

export interface NavigationEntry {
  name: string
  title: string
  path: string
  icon: string
}

/** What the server writes into each page. Times are seconds since the epoch. */
export interface Boot {
  me: Me | null
  csrf: string | null
  version: string
  now: number
  locale: string
  locales: Record<string, string>
  theme: 'system' | 'light' | 'dark'
  density: 'comfortable' | 'compact'
  page: string
  params: Record<string, string>
  pages: NavigationEntry[]
}

export type * from './api'
