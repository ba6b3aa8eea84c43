// Which form stands where the conversation would: before the chat, while nobody is there, for a transcript.

import { isMail, sheet, thanks } from './sheets.js'

const WEEK = 6 * 86_400 // seconds: within them a weekday says enough

/** @param {number} at seconds @param {string} language */
function moment(at, language) {
  /** @type {Intl.DateTimeFormatOptions} */
  const date = at - Date.now() / 1000 < WEEK ? {} : { day: 'numeric', month: 'long' }
  return new Intl.DateTimeFormat(language, { weekday: 'long', hour: 'numeric', minute: '2-digit', ...date }).format(at * 1000)
}

export class Forms {
  /** @type {HTMLElement | null} what is filled in instead of the conversation */
  sheet = null

  /** @param {import('./panel.js').Panel} panel */
  constructor(panel) {
    this.panel = panel
  }

  /** What stands between the visitor and the chat. @returns {'closed' | 'form' | null} */
  get needed() {
    const { visit, settings } = this.panel
    if (visit.begun) return null
    if (!settings.open) return 'closed'
    return this.#questions.length || settings.consent ? 'form' : null
  }

  /** What the site does not know already. */
  get #questions() {
    const { visit, settings } = this.panel
    const { identity } = visit
    /** @type {{name: string, required: boolean}[]} */
    const all = settings.form
    return all.filter(({ name }) => !(name === 'name' && identity?.name) && !(name === 'email' && identity?.email))
  }

  /** The one that is needed now, and no other. */
  draw() {
    const { log, visit } = this.panel
    if (visit.begun && this.sheet?.dataset.what === 'form') this.sheet = null
    if (!this.sheet && this.needed) this.sheet = this.needed === 'closed' ? this.#away() : this.#before()
    for (const one of log.element.querySelectorAll(':scope > .sheet, :scope > .thanks')) if (one !== this.sheet) one.remove()
    if (this.sheet && this.sheet.parentNode !== log.element) log.element.append(this.sheet)
  }

  forget() {
    this.sheet = null
  }

  #before() {
    const { settings, say, visit, composer } = this.panel
    const made = sheet(
      say,
      { title: say('form'), text: '', button: say('start'), questions: this.#questions, values: {}, consent: settings.consent, privacy: settings.privacy_url, trap: false },
      async (values) => {
        await visit.begin({ form: values, consent: settings.consent?.version ?? '' })
        this.sheet = null
        if (values['question']) visit.say(values['question'])
        this.panel.draw()
        composer.focus()
      },
    )
    made.dataset.what = 'form'
    return made
  }

  #away() {
    const { settings, say, visit } = this.panel
    const made = sheet(
      say,
      {
        title: say('closed'),
        text: [settings.opens_at && say('opens', { when: moment(settings.opens_at, this.panel.formats) }), say('closed_text')].filter(Boolean).join(' '),
        button: say('leave'),
        questions: [
          { name: 'name', required: false },
          { name: 'email', required: true },
          { name: 'question', required: true },
        ],
        values: { name: visit.identity?.name ?? '', email: visit.identity?.email ?? '', question: this.panel.remembered('draft') ?? '' },
        consent: settings.consent,
        privacy: settings.privacy_url,
        trap: true,
      },
      async (values, website) => {
        await visit.leaveMessage(values, website)
        const told = thanks(say('left', { email: values['email'] ?? '' }))
        this.sheet?.replaceWith(told)
        this.sheet = told
      },
    )
    made.dataset.what = 'closed'
    return made
  }

  askTranscript() {
    const { say, visit, composer, log } = this.panel
    const back = () => {
      this.sheet = null
      this.panel.draw()
      composer.focus()
    }
    this.sheet = sheet(
      say,
      {
        title: say('transcript'),
        text: '',
        button: say('send'),
        questions: [{ name: 'email', required: true }],
        values: { email: visit.identity?.email ?? '' },
        consent: null,
        privacy: '',
        trap: false,
        cancel: back,
      },
      async (values) => {
        const email = values['email'] ?? ''
        if (!isMail(email)) return
        await visit.transcript(email)
        back()
        composer.tell(say('transcript_sent', { email }), true)
      },
    )
    this.panel.draw()
    log.toEnd()
    this.sheet.querySelector('input')?.focus()
  }
}
