// What the parts of the flow language are called for people, and how they look.

import { t } from '../../core/i18n.js'

/** @typedef {'talk' | 'decide' | 'people' | 'end'} Category */

/** @type {Readonly<Record<Category, () => string>>} */
export const CATEGORIES = {
  talk: () => t('Talk'),
  decide: () => t('Decide'),
  people: () => t('People'),
  end: () => t('End'),
}

/** @type {Readonly<Record<string, {title: () => string, help: () => string, icon: string, category: Category}>>} */
const KINDS = {
  say: { title: () => t('Say'), help: () => t('Speaks or sends a text'), icon: 'message-circle', category: 'talk' },
  menu: { title: () => t('Menu'), help: () => t('Asks for one of several options'), icon: 'list', category: 'talk' },
  collect: { title: () => t('Collect digits'), help: () => t('Asks for a number'), icon: 'hash', category: 'talk' },
  branch: { title: () => t('Branch'), help: () => t('Goes the way of the first case that holds'), icon: 'git-branch', category: 'decide' },
  hours: { title: () => t('Opening hours'), help: () => t('Asks the calendar'), icon: 'clock', category: 'decide' },
  set: { title: () => t('Set variables'), help: () => t('Computes variables'), icon: 'code', category: 'decide' },
  queue: { title: () => t('Queue'), help: () => t('Waits for an agent'), icon: 'users-round', category: 'people' },
  voicemail: { title: () => t('Voicemail'), help: () => t('Takes a spoken message'), icon: 'voicemail', category: 'people' },
  hangup: { title: () => t('Hang up'), help: () => t('Says goodbye and ends'), icon: 'phone-off', category: 'end' },
}

/** @param {string} [kind] */
export const kindOf = (kind = '') =>
  KINDS[kind] ?? { title: () => kind || t('Unknown'), help: () => t('This kind is unknown here'), icon: 'puzzle', category: /** @type {Category} */ ('talk') }

/** @type {Readonly<Record<string, () => string>>} */
const EXITS = {
  next: () => t('Next'),
  no_input: () => t('No answer'),
  no_match: () => t('Not understood'),
  too_many: () => t('Too many tries'),
  collected: () => t('Collected'),
  else: () => t('Else'),
  open: () => t('Open'),
  closed: () => t('Closed'),
  holiday: () => t('Holiday'),
  max_wait: () => t('Waited too long'),
  recorded: () => t('Recorded'),
  empty: () => t('No message'),
}

/** @param {string} exit */
export const exitTitle = (exit) => EXITS[exit]?.() ?? exit

/** @type {Readonly<Record<string, () => string>>} */
const MEMBERS = {
  answer_seconds: () => t('Wait for an answer'),
  attempts: () => t('Attempts'),
  barge_in: () => t('May be interrupted'),
  beep: () => t('Beep'),
  calendar: () => t('Calendar'),
  cases: () => t('Cases'),
  closes: () => t('Until'),
  confirm: () => t('Read back'),
  days: () => t('Days'),
  first_digit_seconds: () => t('Wait for the first digit'),
  greeting: () => t('Greeting'),
  holidays: () => t('Holidays'),
  inter_digit_seconds: () => t('Pause that ends the number'),
  keys: () => t('Keys'),
  least_seconds: () => t('Shortest message'),
  mailbox: () => t('Mailbox'),
  max_digits: () => t('Most digits'),
  max_seconds: () => t('Longest message'),
  max_wait: () => t('Longest wait'),
  text_max_wait: () => t('Longest wait of a writer'),
  min_digits: () => t('Fewest digits'),
  name: () => t('Name'),
  no_input_prompt: () => t('After silence'),
  no_match_prompt: () => t('When not understood'),
  opens: () => t('From'),
  options: () => t('Options'),
  outcome: () => t('Counts as'),
  phrases: () => t('Phrases'),
  priority: () => t('Priority'),
  prompt: () => t('Question'),
  queue: () => t('Queue'),
  reason: () => t('Reason'),
  save_as: () => t('Save as'),
  silence_seconds: () => t('Silence that ends it'),
  skills: () => t('Skills'),
  speech: () => t('Listen for speech'),
  terminator: () => t('Ends with'),
  text: () => t('Text'),
  text_answer_seconds: () => t('Wait for a written answer'),
  text_prompt: () => t('Question for writers'),
  time_zone: () => t('Time zone'),
  to: () => t('Value'),
  values: () => t('Variables'),
  variable: () => t('Variable'),
  weekly: () => t('Week'),
  when: () => t('Condition'),
}

/** @param {string} member */
export const memberTitle = (member) => MEMBERS[member]?.() ?? member.replaceAll('_', ' ')

/** @type {Readonly<Record<string, () => string>>} */
const CHOICES = {
  mon: () => t('Mon'),
  tue: () => t('Tue'),
  wed: () => t('Wed'),
  thu: () => t('Thu'),
  fri: () => t('Fri'),
  sat: () => t('Sat'),
  sun: () => t('Sun'),
  resolved: () => t('Resolved'),
  voicemail: () => t('Message left'),
  abandoned: () => t('Abandoned'),
  failed: () => t('Failed'),
  voice: () => t('Voice'),
  text: () => t('Text'),
  '': () => t('None'),
}

/** @param {string} choice */
export const choiceTitle = (choice) => CHOICES[choice]?.() ?? choice

/** What a new node of a kind begins with, so that it can be tried at once. @type {Readonly<Record<string, () => Record<string, any>>>} */
export const BEGINNINGS = {
  say: () => ({ text: t('What is said.') }),
  menu: () => ({
    prompt: t('For sales, press 1 or say sales.'),
    options: [{ name: 'sales', keys: ['1'], phrases: ['sales'] }],
  }),
  collect: () => ({ prompt: t('Please enter your number, then press hash.'), save_as: 'number' }),
  branch: () => ({ cases: [{ name: 'yes', when: "caller != ''" }] }),
  hours: () => ({ weekly: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], opens: '09:00', closes: '17:00' }] }),
  set: () => ({ values: [{ variable: 'tries', to: '0' }] }),
  voicemail: () => ({ greeting: t('Leave your message after the tone.'), mailbox: 'general' }),
  hangup: () => ({ text: t('Goodbye.') }),
}
