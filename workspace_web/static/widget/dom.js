// Elements, made of plain data: text is always text.

const SVG = 'http://www.w3.org/2000/svg'

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, unknown>} [given] attributes; `on...` are listeners, true an empty attribute, null and false none
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, given = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(given)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), /** @type {EventListener} */ (value))
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value))
  }
  made.append(.../** @type {(Node | string)[]} */ (children.filter((child) => child !== null && child !== undefined && child !== false)))
  return made
}

const PATHS = {
  close: 'M6 6l12 12M18 6L6 18',
  down: 'M6 9l6 6 6-6',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  send: 'M12 19V5M5.5 11.5L12 5l6.5 6.5',
  clip: 'M20 11.5l-8.2 8.2a5.2 5.2 0 0 1-7.4-7.4l8.6-8.6a3.5 3.5 0 0 1 5 5l-8.5 8.5a1.7 1.7 0 0 1-2.5-2.4l7.8-7.8',
  phone: 'M6.6 3.5h2.6l1.6 4.3-2 1.5a12 12 0 0 0 5.9 5.9l1.5-2 4.3 1.6v2.6a2.1 2.1 0 0 1-2.2 2.1A16.3 16.3 0 0 1 4.5 5.7a2.1 2.1 0 0 1 2.1-2.2Z',
  hang: 'M3.2 14.6c4.9-4.8 12.7-4.8 17.6 0l-2.3 2.7-3.6-1.7.1-2.3a12.5 12.5 0 0 0-6 0l.1 2.3-3.6 1.7Z',
  mic: 'M12 3.5a2.7 2.7 0 0 1 2.7 2.7v5.6a2.7 2.7 0 0 1-5.4 0V6.2A2.7 2.7 0 0 1 12 3.5ZM5.8 11.5a6.2 6.2 0 0 0 12.4 0M12 17.7v3',
  mute: 'M4 4l16 16M9.3 9.3v2.5a2.7 2.7 0 0 0 4.3 2.2M14.7 11V6.2a2.7 2.7 0 0 0-5.2-1M5.8 11.5a6.2 6.2 0 0 0 9.7 5.1M18.2 11.5c0 .8-.1 1.5-.4 2.2M12 17.7v3',
  mail: 'M3.5 6.5h17v11h-17zM3.5 7l8.5 6.5L20.5 7',
  end: 'M9 4.5H5.5v15H9M14.5 8.5L18 12l-3.5 3.5M18 12H9.5',
  file: 'M7 3.5h6.5L18 8v12.5H7zM13.5 3.5V8H18',
  star: 'M12 3.8l2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8z',
  person: 'M12 12.2a3.9 3.9 0 1 0 0-7.8 3.9 3.9 0 0 0 0 7.8ZM4.8 20c.7-3.5 3.6-5.3 7.2-5.3s6.5 1.8 7.2 5.3',
  spark: 'M12 4l1.7 5.3L19 11l-5.3 1.7L12 18l-1.7-5.3L5 11l5.3-1.7zM19 16.5v4M17 18.5h4',
  bell: 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4',
  notice: 'M4.5 5.5h11M4.5 5.5v12h15V11M18.5 4a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5Z',
  quiet: 'M4 4l16 16M8 6.5A6 6 0 0 1 18 11v4M6 11v5.5L4.5 18H17M10 20.5h4',
  check: 'M5 12.5l4.5 4.5L19 7.5',
}

/** @param {keyof typeof PATHS} name */
export function icon(name) {
  const made = document.createElementNS(SVG, 'svg')
  made.setAttribute('viewBox', '0 0 24 24')
  made.setAttribute('class', `icon icon-${name}`)
  made.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', PATHS[name])
  made.append(path)
  return made
}

/** Take the place of all that is in it. @param {Element} element @param {...Child} children */
export const fill = (element, ...children) =>
  element.replaceChildren(.../** @type {(Node | string)[]} */ (children.filter((child) => child !== null && child !== undefined && child !== false)))
