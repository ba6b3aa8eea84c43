// The sections of the administration, in the order of the navigation. A new one is one line in GROUPS.

import { t } from '../core/i18n.js'
import { html } from '../core/ui.js'
import { ResourcePage } from './resource.js'
import { accounts } from './sections/accounts.js'
import { agents } from './sections/agents.js'
import { calendars } from './sections/calendars.js'
import { cannedReplies } from './sections/canned-replies.js'
import { Capacity } from './sections/capacity.js'
import { Health } from './sections/health.js'
import { numbers } from './sections/numbers.js'
import { Overview } from './sections/overview.js'
import { phones } from './sections/phones.js'
import { queues } from './sections/queues.js'
import { Recordings } from './sections/recordings.js'
import { Settings } from './sections/settings.js'
import { skills, teams, wrapUpCodes } from './sections/names.js'
import { trunks } from './sections/trunks.js'
import { users } from './sections/users.js'
import { Voicemails } from './sections/voicemails.js'

/**
 * @typedef {object} Section
 * @property {string} name
 * @property {string} title
 * @property {string} icon
 * @property {string} see the scope to look at it
 * @property {string} [href] it is a page of its own
 * @property {(id: string | null) => any} view
 */

/** @param {import('./resource.js').Resource} resource @param {string} icon @param {string} [see] @returns {Section} */
const listed = (resource, icon, see = 'setup:read') => ({
  name: resource.name,
  title: resource.title,
  icon,
  see,
  view: (id) => html`<${ResourcePage} key=${resource.name} resource=${resource} open=${id} />`,
})

/** @param {string} name @param {string} title @param {string} icon @param {string} see @param {any} View @returns {Section} */
const drawn = (name, title, icon, see, View) => ({ name, title, icon, see, view: (id) => html`<${View} key=${name} open=${id} />` })

/** @param {string} href @param {string} title @param {string} icon @param {string} see @returns {Section} */
const elsewhere = (href, title, icon, see) => ({ name: href, title, icon, see, href, view: () => null })

/** @type {readonly {title: string, sections: readonly Section[]}[]} */
export const GROUPS = [
  {
    title: t('Centre'),
    sections: [
      drawn('', t('Overview'), 'layout-dashboard', 'setup:read', Overview),
      drawn('health', t('Health'), 'heart-pulse', 'setup:read', Health),
      drawn('settings', t('Settings'), 'settings', 'setup:read', Settings),
      elsewhere('/audit', t('Audit log'), 'scroll-text', 'audit:read'),
    ],
  },
  {
    title: t('People'),
    sections: [listed(users, 'user-cog', 'users:read'), listed(agents, 'headset'), listed(teams, 'users-round'), listed(skills, 'badge-check')],
  },
  {
    title: t('Routing'),
    sections: [
      listed(queues, 'layers'),
      drawn('capacity', t('Capacity'), 'gauge', 'setup:read', Capacity),
      listed(wrapUpCodes, 'tag'),
      listed(calendars, 'calendar-days'),
      listed(numbers, 'hash', 'numbers:read'),
      elsewhere('/flows', t('Flows'), 'workflow', 'flows:read'),
    ],
  },
  {
    title: t('Writing'),
    sections: [listed(accounts, 'messages-square'), listed(cannedReplies, 'clipboard-paste')],
  },
  {
    title: t('Lines'),
    sections: [listed(phones, 'phone', 'endpoints:read'), listed(trunks, 'network', 'endpoints:read')],
  },
  {
    title: t('Sound'),
    sections: [drawn('recordings', t('Recordings'), 'audio-lines', 'recordings:read', Recordings), drawn('voicemails', t('Voicemail'), 'voicemail', 'voicemails:read', Voicemails)],
  },
]

export const SECTIONS = new Map(GROUPS.flatMap((group) => group.sections).map((section) => [section.name, section]))
