// Makes ../static/vendor (ES modules that share one Preact, their style sheets, licences, a manifest of hashes) and
// ../static/img/icons.svg out of what package-lock.json pins. Run it with `npm run vendor`; the same lock gives the same bytes.

import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
const vendor = join(here, '..', 'static', 'vendor')
const sprite = join(here, '..', 'static', 'img', 'icons.svg')
const modules = join(here, 'node_modules')

/** What a page may import, by the name of the file; workspace_web/modules.py maps the bare names to them. */
const ENTRIES = {
  preact: `export * from 'preact'`,
  'preact-hooks': `export * from 'preact/hooks'`,
  htm: `export { default } from 'htm'`,
  signals: `export * from '@preact/signals'`,
  jssip: `export { default } from 'jssip'`,
  'xyflow-react': `export * from '@xyflow/react'`,
  uplot: `export { default } from 'uplot'`,
}

/** React Flow is written for React; Preact's compatibility layer takes its place. */
const ALIASES = {
  react: 'preact/compat',
  'react-dom': 'preact/compat',
  'react/jsx-runtime': 'preact/jsx-runtime',
}

/** Taken as they are. */
const COPIES = {
  'xyflow-react.css': '@xyflow/react/dist/base.css',
  'uplot.css': 'uplot/dist/uPlot.min.css',
  'inter-latin.woff2': '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  'inter-latin-ext.woff2': '@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2',
}

/** Gives esbuild the entries above, which are in no file. @type {import('esbuild').Plugin} */
const entries = {
  name: 'entries',
  setup(build) {
    build.onResolve({ filter: /^entry:/ }, ({ path }) => ({ path: path.slice(6), namespace: 'entry' }))
    build.onLoad({ filter: /.*/, namespace: 'entry' }, ({ path }) => ({
      contents: ENTRIES[/** @type {keyof typeof ENTRIES} */ (path)],
      resolveDir: here,
    }))
  },
}

async function bundle() {
  const result = await build({
    absWorkingDir: here,
    entryPoints: Object.keys(ENTRIES).map((name) => ({ in: `entry:${name}`, out: name })),
    outdir: vendor,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    define: { 'process.env.NODE_ENV': '"production"' },
    alias: ALIASES,
    plugins: [entries],
    logLevel: 'warning',
  })
  return new Set(Object.keys(result.metafile.inputs).flatMap((input) => packageOf(input) ?? []))
}

/** `node_modules/@preact/signals/dist/x.mjs` -> `@preact/signals` @param {string} input */
function packageOf(input) {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]
}

async function copyFiles() {
  for (const [name, from] of Object.entries(COPIES)) {
    await writeFile(join(vendor, name), await readFile(join(modules, from)))
  }
}

/** One file with every icon as a symbol; a page shows `icons.svg#phone`. */
async function makeSprite() {
  const names = (await readFile(join(here, 'icons.txt'), 'utf8')).split(/\s+/).filter(Boolean).sort()
  const symbols = await Promise.all(
    names.map(async (name) => {
      const drawn = await readFile(join(modules, 'lucide-static', 'icons', `${name}.svg`), 'utf8')
      const inside = /<svg[^>]*>(.*)<\/svg>/s.exec(drawn)?.[1].replace(/\s*\n\s*/g, '')
      return `<symbol id="${name}" viewBox="0 0 24 24">${inside}</symbol>`
    }),
  )
  await mkdir(dirname(sprite), { recursive: true })
  await writeFile(sprite, `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join('\n')}\n</svg>\n`)
}

/** @param {string} name */
async function licenceOf(name) {
  const folder = join(modules, name)
  const file = (await readdir(folder)).find((file) => /^licen[cs]e/i.test(file))
  const { version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const text = file ? (await readFile(join(folder, file), 'utf8')).trim() : `Licence: ${license}`
  return { name, version, license, text }
}

/** @param {Set<string>} bundled */
async function writeLicences(bundled) {
  const used = [...bundled, '@fontsource-variable/inter', 'lucide-static'].sort()
  const licences = await Promise.all(used.map(licenceOf))
  const pages = licences.map(
    ({ name, version, license, text }) => `${name} ${version} (${license})\n${'-'.repeat(72)}\n${text}\n`,
  )
  await writeFile(join(vendor, 'LICENCES.txt'), pages.join('\n\n'))
  return Object.fromEntries(licences.map(({ name, version, license }) => [name, { version, license }]))
}

/** @param {Record<string, object>} packages */
async function writeManifest(packages) {
  /** @type {Record<string, string>} */
  const files = {}
  for (const name of (await readdir(vendor)).sort()) {
    files[`vendor/${name}`] = createHash('sha256').update(await readFile(join(vendor, name))).digest('hex')
  }
  files['img/icons.svg'] = createHash('sha256').update(await readFile(sprite)).digest('hex')
  await writeFile(join(vendor, 'MANIFEST.json'), JSON.stringify({ packages, files }, null, 2) + '\n')
}

await rm(vendor, { recursive: true, force: true })
await mkdir(vendor, { recursive: true })
const bundled = await bundle()
await copyFiles()
await makeSprite()
await writeManifest(await writeLicences(bundled))
