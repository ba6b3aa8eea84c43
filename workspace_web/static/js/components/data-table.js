// A table that searches, sorts, pages and exports; of rows that are here, or of a list of the API.

import { Problem } from '../core/api.js'
import { fmt, t, tn } from '../core/i18n.js'
import { action } from '../core/keys.js'
import { classes, html, useEffect, useLayoutEffect, useMemo, useRef, useState } from '../core/ui.js'
import { Banner } from './banner.js'
import { Button } from './button.js'
import { EmptyState } from './empty-state.js'
import { Icon } from './icon.js'

/** @typedef {import('../core/ui.js').Children} Children */
/** @typedef {{q: string, sort: string, order: 'asc' | 'desc', page: number, size: number}} TableQuery */
/** @typedef {{items: readonly any[], total: number}} TablePage */
/**
 * @typedef {object} Column
 * @property {string} id what the API sorts by
 * @property {string} title
 * @property {(row: any) => Children} view
 * @property {boolean | ((row: any) => string | number | null | undefined)} [sort] true: the API sorts; a function: we do
 * @property {boolean} [num] right-aligned
 * @property {boolean} [head] names the row
 */
/**
 * @typedef {object} TableProps
 * @property {string} label what the table is of
 * @property {readonly Column[]} columns the same array each time: keep it outside the component, or in useMemo
 * @property {readonly any[]} [rows] all of them; or else:
 * @property {(query: TableQuery, abort: AbortSignal) => Promise<TablePage>} [load] asks the API
 * @property {unknown} [version] of what `load` gives: another value loads anew
 * @property {(row: any) => string} [rowKey] its id unless said
 * @property {boolean | ((row: any) => string)} [search] true: the API searches; a function: the text of a row that we search in
 * @property {string} [sortBy]
 * @property {'asc' | 'desc'} [order]
 * @property {number} [size] rows of a page
 * @property {(query: TableQuery) => string} [csv] the address of all of it as CSV
 * @property {(row: any) => void} [onOpen] by Enter or a click
 * @property {(row: any) => Children} [rowActions]
 * @property {string} [selected] the key of a row
 * @property {Children} [filters]
 * @property {Children} [actions]
 * @property {{icon?: string, title: string, text?: string, action?: Children}} empty
 * @property {boolean} [quiet] without tools and foot
 */

/** @param {any} row */
const idOf = (row) => String(row.id)
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** What is not there comes last, whichever way. @param {any} a @param {any} b @param {1 | -1} sign */
function compare(a, b, sign) {
  if (a === b) return 0
  if (a === null || a === undefined) return 1
  if (b === null || b === undefined) return -1
  return sign * (typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b)))
}

/** @param {readonly any[]} rows @param {TableQuery} query @param {TableProps} props @returns {TablePage} */
function pageOf(rows, { q, sort, order, page, size }, { search, columns }) {
  const words = q.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean)
  const found =
    words.length && typeof search === 'function'
      ? rows.filter((row) => {
          const text = search(row).toLocaleLowerCase()
          return words.every((word) => text.includes(word))
        })
      : rows
  const by = columns.find((column) => column.id === sort)?.sort
  const sorted =
    typeof by === 'function' ? [...found].sort((a, b) => compare(by(a), by(b), order === 'desc' ? -1 : 1)) : found
  return { items: sorted.slice((page - 1) * size, page * size), total: found.length }
}

/** @param {TableProps} props @param {TableQuery} query */
function useRows(props, query) {
  const { rows, load, version } = props
  const [loaded, setLoaded] = useState(/** @type {TablePage | null} */ (null))
  const [busy, setBusy] = useState(Boolean(load))
  const [wrong, setWrong] = useState(/** @type {string | null} */ (null))
  const [attempt, setAttempt] = useState(0)
  useEffect(() => {
    if (!load) return undefined
    const abort = new AbortController()
    setBusy(true)
    load(query, abort.signal).then(
      (page) => {
        if (abort.signal.aborted) return
        setLoaded(page)
        setWrong(null)
        setBusy(false)
      },
      (error) => {
        if (abort.signal.aborted) return
        setBusy(false)
        if (!(error instanceof Problem)) throw error
        setWrong(error.detail)
      },
    )
    return () => abort.abort()
  }, [load, version, attempt, query])
  const here = useMemo(() => (rows ? pageOf(rows, query, props) : null), [rows, query, props.columns])
  return { page: here ?? loaded, busy, wrong, again: () => setAttempt(attempt + 1) }
}

/** @param {TableProps} props */
export function DataTable(props) {
  const { label, columns, rowKey = idOf, search, sortBy = '', order = 'asc', size = 50, csv, filters, actions, empty, quiet } = props
  const [query, setQuery] = useState(/** @type {TableQuery} */ ({ q: '', sort: sortBy, order, page: 1, size }))
  const [typed, setTyped] = useState('')
  const { page, busy, wrong, again } = useRows(props, query)
  const box = useRef(/** @type {HTMLInputElement | null} */ (null))
  const body = useRef(/** @type {HTMLElement | null} */ (null))
  const [focused, setFocused] = useState(0)

  useEffect(() => {
    const wait = setTimeout(() => setQuery((old) => (old.q === typed ? old : { ...old, q: typed, page: 1 })), props.rows ? 0 : 200)
    return () => clearTimeout(wait)
  }, [typed])
  useLayoutEffect(
    () => (search ? action({ id: `search.${label}`, title: t('Search: {what}', { what: label }), keys: '/', icon: 'search', run: () => box.current?.focus() }) : undefined),
    [label],
  )
  const total = page?.total ?? 0
  const pages = Math.max(1, Math.ceil(total / query.size))
  useEffect(() => {
    if (page && query.page > pages) setQuery({ ...query, page: pages })
  }, [page, pages])

  /** @param {Column} column */
  function sortOn(column) {
    const turned = query.sort === column.id && query.order === 'asc'
    setQuery({ ...query, sort: column.id, order: turned ? 'desc' : 'asc', page: 1 })
  }
  /** @param {KeyboardEvent} event */
  function move(event) {
    const all = [...(body.current?.querySelectorAll(/** @type {'tr'} */ ('tr[tabindex]')) ?? [])]
    const at = all.findIndex((row) => row === event.target)
    if (at < 0) return
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key]
    if (to !== undefined) {
      event.preventDefault()
      const next = Math.max(0, Math.min(to, all.length - 1))
      setFocused(next)
      all[next]?.focus()
    } else if (event.key === 'Enter' && page && props.onOpen) {
      event.preventDefault()
      props.onOpen(page.items[at])
    } else if (event.key === 'PageDown' && query.page < pages) setQuery({ ...query, page: query.page + 1 })
    else if (event.key === 'PageUp' && query.page > 1) setQuery({ ...query, page: query.page - 1 })
  }
  const items = page?.items ?? []
  const span = columns.length + (props.rowActions ? 1 : 0)
  return html`<div class="data-table">
    ${!quiet &&
    html`<div class="table-tools">
      ${search &&
      html`<div class="search">
        <${Icon} name="search" />
        <input class="input" type="search" ref=${box} value=${typed} placeholder=${t('Search')} aria-label=${t('Search: {what}', { what: label })}
          onInput=${(/** @type {any} */ event) => setTyped(event.currentTarget.value)} />
      </div>`}
      ${filters}
      <div class="ends">${csv && html`<${Button} icon="download" kind="plain" href=${csv(query)} download="">${t('CSV')}<//>`} ${actions}</div>
    </div>`}
    ${wrong && html`<${Banner} tone="bad" actions=${html`<${Button} small onClick=${again}>${t('Try again')}<//>`}>${wrong}<//>`}
    <div class="table-frame" tabindex="0" role="region" aria-label=${label} aria-busy=${String(busy)}>
      <table class="table">
        <thead>
          <tr>${columns.map((column) => html`<${Head} key=${column.id} column=${column} query=${query} onSort=${sortOn} />`)}${props.rowActions && html`<th scope="col"><span class="only-read">${t('Actions')}</span></th>`}</tr>
        </thead>
        <tbody ref=${body} onKeyDown=${move}>
          ${items.map(
            (row, place) =>
              html`<${Row} key=${rowKey(row)} row=${row} columns=${columns} actions=${props.rowActions} onOpen=${props.onOpen}
                selected=${props.selected === undefined ? undefined : props.selected === rowKey(row)} first=${place === Math.min(focused, items.length - 1)} />`,
          )}
          ${page && !items.length && html`<tr class="none"><td colspan=${span}>${query.q ? html`<${EmptyState} icon="search" title=${t('Nothing found')} text=${t('Nothing fits “{q}”. Try fewer or other words.', { q: query.q })} />` : html`<${EmptyState} ...${empty}>${empty.action}<//>`}</td></tr>`}
          ${!page && !wrong && [0, 1, 2].map(() => html`<tr aria-hidden="true">${columns.map(() => html`<td><span class="skeleton">…………</span></td>`)}</tr>`)}
        </tbody>
      </table>
    </div>
    ${!quiet && page && total > 0 && html`<${Foot} total=${total} query=${query} pages=${pages} go=${(/** @type {number} */ to) => setQuery({ ...query, page: to })} />`}
  </div>`
}

/** @param {{column: Column, query: TableQuery, onSort: (column: Column) => void}} props */
function Head({ column, query, onSort }) {
  const sorted = query.sort === column.id
  const direction = sorted ? (query.order === 'asc' ? 'ascending' : 'descending') : undefined
  if (!column.sort) return html`<th scope="col" class=${classes(column.num && 'num')}>${column.title}</th>`
  return html`<th scope="col" class=${classes(column.num && 'num')} aria-sort=${direction}>
    <button type="button" class="sort" onClick=${() => onSort(column)}>
      ${column.title}<${Icon} name=${sorted ? (query.order === 'asc' ? 'arrow-up' : 'arrow-down') : 'chevrons-up-down'} />
    </button>
  </th>`
}

/**
 * The same row is not drawn again.
 * @param {{row: any, columns: readonly Column[], actions?: (row: any) => Children, onOpen?: (row: any) => void, selected?: boolean, first: boolean}} props
 */
function Row({ row, columns, actions, onOpen, selected, first }) {
  const cells = useMemo(
    () =>
      columns.map((column) =>
        column.head
          ? html`<th key=${column.id} scope="row" class=${classes(column.num && 'num')}>${column.view(row)}</th>`
          : html`<td key=${column.id} class=${classes(column.num && 'num')}>${column.view(row)}</td>`,
      ),
    [row, columns],
  )
  /** A click on a button or link in the row is for that alone. @param {any} event */
  const open = (event) => event.target.closest('button, a, input, select, .menu') || getSelection()?.toString() || onOpen?.(row)
  return html`<tr tabindex=${first ? 0 : -1} aria-selected=${selected === undefined ? undefined : String(selected)} onClick=${onOpen && open}>
    ${cells}${actions && html`<td class="end">${actions(row)}</td>`}
  </tr>`
}

/** @param {{total: number, query: TableQuery, pages: number, go: (page: number) => void}} props */
function Foot({ total, query, pages, go }) {
  const from = (query.page - 1) * query.size + 1
  const to = Math.min(total, query.page * query.size)
  return html`<div class="table-foot">
    <span aria-live="polite">${
      pages === 1
        ? tn('{n} entry', '{n} entries', total)
        : t('{from} to {to} of {total}', { from: fmt.number(from), to: fmt.number(to), total: fmt.number(total) })
    }</span>
    ${pages > 1 &&
    html`<div class="row tight">
      <${Button} icon="chevron-left" label=${t('Previous page')} kind="plain" small disabled=${query.page === 1} onClick=${() => go(query.page - 1)} />
      <span>${t('Page {page} of {pages}', { page: query.page, pages })}</span>
      <${Button} icon="chevron-right" label=${t('Next page')} kind="plain" small disabled=${query.page === pages} onClick=${() => go(query.page + 1)} />
    </div>`}
  </div>`
}
