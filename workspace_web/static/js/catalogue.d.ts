/** The sentences of the page's language; workspace_web/locale/catalogue.py makes it. */

export const language: string
export const plural: (n: number) => number
export const messages: Readonly<Record<string, string | readonly string[]>>
export const said: readonly string[]
