// The HTML of an e-mail, in a frame where nothing runs: a page of the server's with a policy of its own. Pictures from
// elsewhere come when the reader asks for them, as they would tell the sender that it was read.

import { url } from '../core/api.js'
import { t } from '../core/i18n.js'
import { isDark } from '../core/preferences.js'
import { html, useEffect, useRef, useState } from '../core/ui.js'
import { Button } from '../components/button.js'

/** How the server leaves a picture of others, so that nothing fetches it. */
const REMOTE = /<img\b[^>]*\bdata-remote=/i
const TALLEST = 1200 // pixels; longer ones scroll

/** @param {{id: string, body: string, label: string}} props */
export function MailBody({ id, body, label }) {
  const [pictures, setPictures] = useState(false)
  const frame = useRef(/** @type {HTMLIFrameElement | null} */ (null))
  useEffect(() => {
    const element = frame.current
    if (!element) return undefined
    const fit = () => {
      const inside = element.contentDocument?.documentElement
      if (!inside) return
      const bar = element.clientHeight - inside.clientHeight // what is wide scrolls sideways, and the bar takes room too
      element.style.blockSize = `${Math.min(TALLEST, inside.scrollHeight + bar)}px`
    }
    element.addEventListener('load', fit)
    const watch = new ResizeObserver(fit)
    watch.observe(element)
    return () => {
      element.removeEventListener('load', fit)
      watch.disconnect()
    }
  }, [id, pictures])
  const address = url(`/messages/${encodeURIComponent(id)}/body`, { pictures: pictures || null, dark: isDark.value || null })
  // Of our origin, so that its height can be read; without scripts, so that it cannot do anything with that.
  return html`<div class="mail-body">
    ${REMOTE.test(body) && !pictures && html`<p class="remote small"><span class="muted">${t('Pictures from elsewhere are not shown.')}</span> <${Button} small kind="plain" icon="eye" onClick=${() => setPictures(true)}>${t('Show them')}<//></p>`}
    <iframe ref=${frame} title=${label} sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer" src=${address}></iframe>
  </div>`
}
