// Lets node resolve what a page's import map does; IMPORTS is that map.

import { registerHooks } from 'node:module'

const imports = JSON.parse(process.env.IMPORTS)

/** @param {string} name */
function mapped(name) {
  if (name in imports) return imports[name]
  const folder = Object.keys(imports).find((key) => key.endsWith('/') && name.startsWith(key))
  return folder && imports[folder] + name.slice(folder.length)
}

registerHooks({
  resolve(name, context, next) {
    const url = mapped(name) ?? (name.startsWith('.') ? new URL(name, context.parentURL).href : null)
    return url ? { url, format: 'module', shortCircuit: true } : next(name, context)
  },
})
