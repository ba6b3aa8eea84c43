// What a wallboard can show of a queue: each number with its word, and whether it is well.

import { fmt, t, tn } from '../../core/i18n.js'

/** @typedef {import('../../types').QueueCard} QueueCard */
/** @typedef {import('../../types').BoardNumber} BoardNumber */
/** @typedef {'good' | 'warn' | 'bad' | 'quiet'} Tone */
/** @typedef {{text: string, tone?: Tone, goal?: string}} Shown `tone` only where there is something to judge */

const NOTHING = '–'

/** @param {QueueCard} queue @param {number | null} level @returns {Shown} */
function level({ figures }, level) {
  const goal = t('target {percent} in {seconds} s', { percent: fmt.percent(figures.target_percent / 100), seconds: fmt.number(figures.target_seconds) })
  if (level === null) return { text: NOTHING, tone: 'quiet', goal }
  const below = figures.target_percent - level
  return { text: fmt.percent(level / 100), tone: below <= 0 ? 'good' : below < 10 ? 'warn' : 'bad', goal }
}

/** How many who write were replied to in time. @param {QueueCard} queue @param {'chat' | 'message' | 'email'} kind @returns {Shown} */
function replied({ figures, media }, kind) {
  const row = media.find(({ media_type }) => media_type === kind)
  if (!row || row.service_level === null) return { text: NOTHING, tone: 'quiet' }
  const below = figures.target_percent - row.service_level
  const goal = t('target {percent} within {time}', { percent: fmt.percent(figures.target_percent / 100), time: fmt.duration(row.target_seconds) })
  return { text: fmt.percent(row.service_level / 100), tone: below <= 0 ? 'good' : below < 10 ? 'warn' : 'bad', goal }
}

/** @param {number | null} seconds */
const time = (seconds) => (seconds === null ? NOTHING : fmt.duration(seconds))

/** @type {Readonly<Record<BoardNumber, {word: () => string, of: (queue: QueueCard, now: number) => Shown}>>} */
export const NUMBERS = {
  waiting: {
    word: () => t('Waiting'),
    of: ({ waiting, available }) => ({ text: fmt.number(waiting), tone: waiting === 0 ? 'good' : waiting > Math.max(4, 2 * available) ? 'bad' : 'warn' }),
  },
  longest_wait: {
    word: () => t('Longest wait'),
    of: ({ waiting_since: since, figures }, now) => {
      if (since === null) return { text: NOTHING, tone: 'good' }
      const waited = Math.max(0, now - since)
      return { text: fmt.duration(waited), tone: waited <= figures.target_seconds ? 'good' : waited <= 3 * figures.target_seconds ? 'warn' : 'bad' }
    },
  },
  service_level: { word: () => t('Service level today'), of: (queue) => level(queue, queue.figures.service_level) },
  service_level_now: { word: () => t('Service level now'), of: (queue) => level(queue, queue.figures.service_level_now) },
  available: {
    word: () => t('Agents free'),
    of: ({ available, waiting }) => ({ text: fmt.number(available), tone: available > 0 ? 'good' : waiting > 0 ? 'bad' : 'warn' }),
  },
  working: { word: () => t('Agents at work'), of: ({ working, signed_in }) => ({ text: fmt.number(working), goal: t('{n} signed in', { n: fmt.number(signed_in) }) }) },
  abandoned: { word: () => t('Abandoned today'), of: ({ figures }) => ({ text: fmt.number(figures.abandoned) }) },
  abandoned_share: {
    word: () => t('Abandoned'),
    of: ({ figures: { offered, abandoned, short_abandoned: short } }) => {
      const counted = offered - short
      if (counted <= 0) return { text: NOTHING, tone: 'quiet' }
      const share = (abandoned - short) / counted
      return { text: fmt.percent(share), tone: share <= 0.05 ? 'good' : share <= 0.1 ? 'warn' : 'bad', goal: t('up to {percent}', { percent: fmt.percent(0.05) }) }
    },
  },
  offered: { word: () => t('Calls today'), of: ({ figures }) => ({ text: fmt.number(figures.offered) }) },
  answered: { word: () => t('Answered today'), of: ({ figures }) => ({ text: fmt.number(figures.answered) }) },
  average_wait: { word: () => t('Average wait'), of: ({ figures }) => ({ text: time(figures.average_wait) }) },
  chat_level: { word: () => t('Chats: replied in time'), of: (queue) => replied(queue, 'chat') },
  message_level: { word: () => t('Messages: replied in time'), of: (queue) => replied(queue, 'message') },
  email_level: { word: () => t('E-mails: replied in time'), of: (queue) => replied(queue, 'email') },
  rating: {
    word: () => t('Rating'),
    of: ({ media }) => {
      const ratings = media.reduce((sum, row) => sum + row.ratings, 0)
      const stars = media.reduce((sum, row) => sum + row.ratings * (row.rating ?? 0), 0)
      return ratings ? { text: fmt.number(Math.round((10 * stars) / ratings) / 10), goal: tn('{n} rating', '{n} ratings', ratings) } : { text: NOTHING, tone: 'quiet' }
    },
  },
  average_handle: { word: () => t('Average handling'), of: ({ figures }) => ({ text: time(figures.average_handle) }) },
}
