// The page around the chat: its keys, files that are dragged in, a keyboard that covers half of a phone, a hidden tab.

const QUIET_AFTER = 300_000 // milliseconds that a page may be hidden and keep its line
/** Where the chat covers the page. */
const COVERS = '(max-width: 480px)'

/** @param {import('./panel.js').Panel} panel */
export function listen(panel) {
  addEventListener('online', () => {
    panel.visit.hurry()
    panel.composer.uploads.again()
    panel.draw()
  })
  addEventListener('offline', () => panel.draw())
  hideAndSeek(panel)
  keys(panel)
  drops(panel)
  fit(panel.element)
}

/** @param {import('./panel.js').Panel} panel */
function hideAndSeek(panel) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let quiet
  document.addEventListener('visibilitychange', () => {
    clearTimeout(quiet)
    if (document.hidden && !panel.calling.on) {
      quiet = setTimeout(() => !panel.visit.picture.outbox.length && panel.visit.disconnect(), QUIET_AFTER)
      return
    }
    panel.visit.hurry()
    panel.draw()
    panel.see()
  })
}

/** @param {import('./panel.js').Panel} panel */
function keys(panel) {
  const { element, menu } = panel
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      if (menu.open) menu.close()
      else panel.given.close()
    } else if (event.key === 'Tab' && matchMedia(COVERS).matches) stayInside(panel, event)
  })
  element.addEventListener('click', (event) => menu.pressed(event.composedPath()))
  // Keys of the page must not hear what is typed here.
  for (const kind of ['keydown', 'keypress', 'keyup']) element.addEventListener(kind, (event) => event.stopPropagation())
}

/** The page behind is covered: it would be strange to go there. @param {import('./panel.js').Panel} panel @param {KeyboardEvent} event */
function stayInside({ element, given }, event) {
  const all = [.../** @type {NodeListOf<HTMLElement>} */ (element.querySelectorAll('button, input, textarea, a[href], [tabindex="0"]'))].filter(
    (one) => one.offsetParent !== null && !one.hasAttribute('disabled') && one.tabIndex >= 0,
  )
  const edge = event.shiftKey ? all[0] : all.at(-1)
  if (given.root.activeElement !== edge) return
  event.preventDefault()
  ;(event.shiftKey ? all.at(-1) : all[0])?.focus()
}

/** @param {import('./panel.js').Panel} panel */
function drops({ element, drop, settings, forms, composer }) {
  let depth = 0
  const takes = (/** @type {DragEvent} */ event) => settings.files !== null && !forms.sheet && [...(event.dataTransfer?.types ?? [])].includes('Files')
  element.addEventListener('dragenter', (event) => {
    if (!takes(event)) return
    depth += 1
    drop.hidden = false
  })
  element.addEventListener('dragleave', (event) => {
    if (takes(event)) drop.hidden = (depth -= 1) <= 0
  })
  element.addEventListener('dragover', (event) => takes(event) && event.preventDefault())
  element.addEventListener('drop', (event) => {
    if (!takes(event)) return
    event.preventDefault()
    depth = 0
    drop.hidden = true
    composer.add([...(event.dataTransfer?.files ?? [])])
  })
}

/** On a phone the keyboard covers what is fixed to the page: there the chat is as high as what can be seen. @param {HTMLElement} element */
function fit(element) {
  const seen = window.visualViewport
  if (!seen) return
  const measure = () => {
    if (seen.scale > 1.01) return // somebody looks closer, and wants nothing to move
    element.style.setProperty('--seen-top', `${Math.round(seen.offsetTop)}px`)
    element.style.setProperty('--seen-height', `${Math.round(seen.height)}px`)
  }
  seen.addEventListener('resize', measure)
  seen.addEventListener('scroll', measure)
  measure()
}
