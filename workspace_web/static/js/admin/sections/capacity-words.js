// How much agents take on at once, in sentences. Pure, but for the language.

import { t, tn } from '../../core/i18n.js'

/** @typedef {'call' | 'chat' | 'message' | 'email'} MediaType */
/** @typedef {{units: number, interrupted_by: readonly string[]}} Rule */

export const MEDIA = /** @type {const} */ (['call', 'chat', 'message', 'email'])

/** @type {Readonly<Record<MediaType, () => string>>} */
export const ONE = { call: () => t('Call'), chat: () => t('Chat'), message: () => t('Message'), email: () => t('E-mail') }

/** @type {Readonly<Record<MediaType, () => string>>} */
export const MANY = { call: () => t('calls'), chat: () => t('chats'), message: () => t('messages'), email: () => t('e-mails') }

/** @param {string} words */
export const capital = (words) => words.charAt(0).toLocaleUpperCase() + words.slice(1)

/** How many of a medium fit, had an agent nothing else; a call is never two. @param {MediaType} media @param {number} units */
export const most = (media, units, total = 100) => (media === 'call' ? 1 : units > 0 ? Math.max(1, Math.floor(total / units)) : Infinity)

/** @param {MediaType} media @param {number} n */
function many(media, n) {
  if (n === Infinity) return { call: t('any number of calls'), chat: t('any number of chats'), message: t('any number of messages'), email: t('any number of e-mails') }[media]
  if (media === 'call') return tn('{n} call', '{n} calls', n)
  if (media === 'chat') return tn('{n} chat', '{n} chats', n)
  return media === 'message' ? tn('{n} message', '{n} messages', n) : tn('{n} e-mail', '{n} e-mails', n)
}

/** @param {Readonly<Record<MediaType, Rule>>} rules @param {number} total */
export const atMost = (rules, total) => {
  const fit = (/** @type {MediaType} */ media) => many(media, most(media, rules[media].units, total))
  return t('An agent has at most {call}, or {chat}, or {message}, or {email}, or some of each.', {
    call: fit('call'),
    chat: fit('chat'),
    message: fit('message'),
    email: fit('email'),
  })
}

/** @param {Readonly<Record<MediaType, Rule>>} rules */
export const interruptions = (rules) =>
  MEDIA.flatMap((media) => {
    const by = MEDIA.filter((other) => rules[media].interrupted_by.includes(other))
    if (!by.length) return []
    const list = new Intl.ListFormat(document.documentElement.lang || 'en', { type: 'conjunction' }).format(by.map((other) => MANY[other]()))
    return [t('{list} go before {media}: what is begun is set aside, and goes on afterwards.', { list: capital(list), media: MANY[media]() })]
  })
