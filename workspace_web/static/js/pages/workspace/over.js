// One of before: what came of it, and what is left to say about it.

import { fmt, t } from '../../core/i18n.js'
import { html } from '../../core/ui.js'
import { StateMark } from '../../components/state-mark.js'
import { Heading } from './heading.js'
import { Recordings } from './recordings.js'
import { WrapUpForm } from './wrap-up.js'

/** @param {{card: import('../../types').PastCard | import('../../types').InteractionCard}} props */
export function Over({ card }) {
  const talked = card.connected_at && card.ended_at ? card.ended_at - card.connected_at : null
  return html`<article class="conversation" aria-label=${t('Interaction of before')}>
    <${Heading} card=${card}>
      <div class="times"><${StateMark} of="interaction" state=${card.state} />${talked !== null && html`<strong class="clock num">${fmt.duration(talked)}</strong>`}</div>
    <//>
    ${'recordings' in card && html`<${Recordings} ids=${card.recordings} />`}
    <${WrapUpForm} card=${card} />
  </article>`
}
