// What is filled in: before the chat, while nobody is there, for the transcript, and at the end.

import { fill, h, icon } from './dom.js'

/** @typedef {ReturnType<typeof import('./strings.js').speaker>} Say */
/** @typedef {{name: string, required: boolean}} Question */

const TYPES = { name: 'text', email: 'email', phone: 'tel' }
const COMPLETES = { name: 'name', email: 'email', phone: 'tel' }

/** @param {string} value */
export const isMail = (value) => /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/.test(value)

let counter = 0

/** One question, its answer and what is wrong with it. @param {Say} say @param {Question} question @param {string} value */
function field(say, { name, required }, value) {
  const id = `trunkline-${(counter += 1)}`
  const known = /** @type {'name' | 'email' | 'phone' | 'question'} */ (name)
  const given = { id, name, 'aria-required': String(required), 'aria-describedby': `${id}-fault` }
  const input =
    known === 'question'
      ? h('textarea', { ...given, maxlength: '4000' })
      : h('input', { ...given, type: TYPES[known], autocomplete: COMPLETES[known], maxlength: '200' })
  input.value = value
  const fault = h('span', { class: 'fault', id: `${id}-fault` })
  const element = h(
    'div',
    { class: 'field' },
    h('label', { for: id }, say(known), required ? null : h('i', {}, ` (${say('optional')})`)),
    input,
    fault,
  )
  /** @param {string} what */
  const blame = (what) => {
    fault.textContent = what
    input.setAttribute('aria-invalid', String(Boolean(what)))
  }
  input.addEventListener('input', () => blame(''))
  const check = () => {
    const answer = input.value.trim()
    blame(required && !answer ? say('required') : answer && name === 'email' && !isMail(answer) ? say('bad_email') : '')
    return fault.textContent === ''
  }
  return { element, input, check, name }
}

/**
 * @param {Say} say
 * @param {{title: string, text: string, button: string, questions: Question[], values: Record<string, string>,
 *   consent: {text: string} | null, privacy: string, trap: boolean, cancel?: () => void}} what
 * @param {(values: Record<string, string>, trap: string) => Promise<void>} done
 */
export function sheet(say, what, done) {
  const fields = what.questions.map((question) => field(say, question, what.values[question.name] ?? ''))
  const agree = h('input', { type: 'checkbox', id: 'trunkline-agree' })
  const fault = h('span', { class: 'fault', role: 'alert' })
  const privacy = what.privacy ? h('a', { href: what.privacy, target: '_blank', rel: 'noopener' }, say('privacy')) : null
  const consent = what.consent
    ? h('div', { class: 'agree' }, agree, h('label', { for: 'trunkline-agree' }, what.consent.text, privacy ? ' ' : null, privacy), fault)
    : privacy && h('p', { class: 'agree' }, privacy)
  const trap = h('input', { name: 'website', tabindex: '-1', autocomplete: 'off' })
  const trouble = h('p', { class: 'said', role: 'alert', hidden: true })
  const button = h('button', { class: 'button', type: 'submit' }, what.button)
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault()
    const wrong = fields.filter((one) => !one.check())
    fault.textContent = what.consent && !agree.checked ? say('agree') : ''
    if (wrong.length || fault.textContent) return (wrong[0]?.input ?? agree).focus()
    button.disabled = true
    trouble.hidden = true
    try {
      await done(Object.fromEntries(fields.map((one) => [one.name, one.input.value.trim()])), trap.value)
    } catch (error) {
      const { status } = /** @type {{status?: number}} */ (error)
      trouble.textContent = say(status === 429 ? 'too_much' : status === 0 ? 'no_network' : 'trouble')
      trouble.hidden = false
    } finally {
      button.disabled = false
    }
    return undefined
  }
  return h(
    'form',
    { class: 'sheet', novalidate: true, onsubmit: submit },
    h('h3', {}, what.title),
    what.text ? h('p', {}, what.text) : null,
    ...fields.map((one) => one.element),
    what.trap ? h('div', { class: 'trap', 'aria-hidden': 'true' }, trap) : null,
    consent,
    trouble,
    h('div', { class: 'row' }, what.cancel ? h('button', { class: 'button plain', type: 'button', onclick: what.cancel }, say('cancel')) : null, button),
  )
}

/** @param {string} text */
export const thanks = (text) => h('div', { class: 'thanks', role: 'status' }, h('span', { class: 'face' }, icon('check')), h('p', {}, text))

/** One to five stars, then a word about it. @param {Say} say @param {(score: number, comment: string) => void} done */
export function rating(say, done) {
  let score = 0
  const comment = h('textarea', { 'aria-label': say('rate_comment'), placeholder: say('rate_comment'), maxlength: '1000' })
  const rest = h('div', { class: 'row', hidden: true })
  const stars = h('div', { class: 'stars' })
  const labels = [1, 2, 3, 4, 5].map((n) => {
    const input = h('input', { type: 'radio', name: 'trunkline-rating', value: n, 'aria-label': say('rate_n', { n }) })
    input.addEventListener('change', () => {
      score = n
      labels.forEach((label, at) => label.classList.toggle('on', at < n))
      if (rest.hidden) {
        rest.hidden = false
        fill(rest, h('button', { class: 'button', type: 'submit' }, say('rate_send')))
        rest.before(comment)
      }
    })
    return h('label', {}, input, icon('star'))
  })
  stars.append(...labels)
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault()
    if (score) done(score, comment.value.trim())
  }
  return h('form', { class: 'rate', onsubmit: submit }, h('fieldset', {}, h('legend', {}, say('rate')), stars), rest)
}
