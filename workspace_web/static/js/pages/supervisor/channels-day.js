// A queue's day by medium: what came, how soon a person had a word, how it went.

import { fmt, t } from '../../core/i18n.js'
import { html } from '../../core/ui.js'
import { Icon } from '../../components/icon.js'

/** @typedef {import('../../types').ChannelFigures} ChannelFigures */

/** How each medium is drawn and called. */
export const LOOKS = {
  call: { icon: 'phone', word: () => t('Calls') },
  chat: { icon: 'message-circle', word: () => t('Chats') },
  message: { icon: 'message-square', word: () => t('Messages') },
  email: { icon: 'mail', word: () => t('E-mails') },
}

const time = (/** @type {number | null} */ seconds) => (seconds === null ? '–' : fmt.duration(seconds))

/** @param {{media: readonly ChannelFigures[]}} props */
export function ChannelsDay({ media }) {
  if (!media.some(({ media_type }) => media_type !== 'call')) return null
  return html`<div class="channels-day-frame" tabindex="0" role="region" aria-label=${t('The day by channel')}><table class="channels-day num">
    <thead><tr>
      <td></td>
      <th scope="col">${t('Offered')}</th>
      <th scope="col" title=${t('Within the target')}>${t('In target')}</th>
      <th scope="col" title=${t('Half of all had a first word of a person within this time')}>${t('First reply')}</th>
      <th scope="col" title=${t('Of customers, and by people')}>${t('In / out')}</th>
      <th scope="col">${t('Rating')}</th>
    </tr></thead>
    <tbody>
      ${media.map((row) => {
        const look = LOOKS[row.media_type]
        return html`<tr key=${row.media_type}>
          <th scope="row"><span><${Icon} name=${look.icon} label=${look.word()} />${row.waiting > 0 && html`<span class="warn" title=${t('Waiting')}>${fmt.number(row.waiting)}</span>`}</span></th>
          <td>${fmt.number(row.offered)}</td>
          <td title=${t('target {time}', { time: fmt.duration(row.target_seconds) })}>${row.service_level === null ? '–' : fmt.percent(row.service_level / 100)}</td>
          <td title=${t('nine of ten within {time}', { time: time(row.first_reply_p90) })}>${time(row.first_reply_median)}</td>
          <td>${row.media_type === 'call' ? '–' : `${fmt.number(row.messages_in)} / ${fmt.number(row.messages_out)}`}${row.failed > 0 && html` <span class="bad" title=${t('not delivered')}>${fmt.number(row.failed)}!</span>`}</td>
          <td>${row.rating === null ? '–' : fmt.number(row.rating)}</td>
        </tr>`
      })}
    </tbody>
  </table></div>`
}
