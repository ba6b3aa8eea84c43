// How a channel is drawn and called.

import { t } from '../core/i18n.js'

/** @type {Readonly<Record<string, {icon: string, name: () => string}>>} */
const CHANNELS = {
  voice: { icon: 'phone', name: () => t('Call') },
  webchat: { icon: 'message-circle', name: () => t('Web chat') },
  in_app: { icon: 'monitor', name: () => t('In the app') },
  email: { icon: 'mail', name: () => t('E-mail') },
  twilio: { icon: 'smartphone', name: () => t('SMS') },
  vonage: { icon: 'smartphone', name: () => t('SMS') },
  smpp: { icon: 'smartphone', name: () => t('SMS') },
  whatsapp: { icon: 'message-square', name: () => 'WhatsApp' },
  messenger: { icon: 'zap', name: () => 'Messenger' },
  instagram: { icon: 'sparkles', name: () => 'Instagram' },
  telegram: { icon: 'send', name: () => 'Telegram' },
  chat: { icon: 'message-circle', name: () => t('Chat') },
  message: { icon: 'message-square', name: () => t('Message') },
}

/** By what kind of attention it takes, for a channel that we do not know. @type {Readonly<Record<string, string>>} */
const KINDS = { call: 'voice', chat: 'chat', message: 'message', email: 'email' }

/** @param {string | null | undefined} channel its name; `voice` for calls, any other by what attention it takes @param {string | null} [mediaType] */
export const channelOf = (channel, mediaType) =>
  CHANNELS[channel ?? ''] ?? CHANNELS[KINDS[mediaType ?? ''] ?? ''] ?? /** @type {{icon: string, name: () => string}} */ (CHANNELS.message)

/** Of an interaction's card, live or past. @param {{medium: string, channel_kind?: string | null, media_type?: string | null}} card */
export const channelOfCard = (card) => (card.medium === 'voice' ? channelOf('voice') : channelOf(card.channel_kind, card.media_type))

/**
 * Where somebody calls or writes from, as people read it. The address of a visitor whom no web site vouches for is made up by
 * us: its last signs tell two of them apart.
 * @param {string} caller
 */
export const addressed = (caller) => (/^v-[0-9a-f]{8,}$/.test(caller) ? t('Visitor {sign}', { sign: caller.slice(-4).toUpperCase() }) : caller.replace(/^user:/, ''))

/** Whether it is a short message that telephone companies count in parts. @param {string} channel */
export const isSms = (channel) => ['twilio', 'vonage', 'smpp'].includes(channel)
