// How the chat on a web site will look, while its settings are typed.

import { Icon } from '../../components/icon.js'
import { t } from '../../core/i18n.js'
import { html } from '../../core/ui.js'

/** @param {{said: (name: string) => string}} props what a setting says, or its default */
export function WidgetLook({ said }) {
  const title = said('title')
  if (!title) return null
  const asked = said('pre_chat').split(',').map((word) => word.trim()).filter(Boolean)
  const starters = said('starters').split('|').map((word) => word.trim()).filter(Boolean)
  return html`<figure class="widget-look" data-theme=${said('theme')} style=${{ '--brand': said('colour') }}>
    <figcaption class="only-read">${t('How it will look')}</figcaption>
    <div class="panel" aria-hidden="true">
      <header><b>${title}</b>${said('reply_time') && html`<small>${said('reply_time')}</small>`}</header>
      <p class="word">${said('greeting')}</p>
      ${starters.length > 0 && html`<p class="starters">${starters.slice(0, 3).map((word) => html`<span key=${word}>${word}</span>`)}</p>`}
      ${asked.map((name) => html`<span class="asked" key=${name}>${name}</span>`)}
      ${said('consent') && html`<small class="consent"><${Icon} name="square" /> ${said('consent')}</small>`}
    </div>
    <span class=${`bubble ${said('side')}`} aria-hidden="true"><${Icon} name="message-circle" /></span>
  </figure>`
}
