// Replies that are written once and used often.

import { Button } from '../../components/button.js'
import { Field } from '../../components/field.js'
import { FormContext } from '../../components/form.js'
import { t } from '../../core/i18n.js'
import { html, useContext, useRef } from '../../core/ui.js'
import { chips, named } from '../columns.js'
import { IdField, Part, Several } from '../fields.js'

/** @typedef {import('../../components/field.js').Control} Control */

/** What is filled in by itself, and an example of each. */
const KNOWN = /** @type {const} */ ([
  ['customer.name', 'Ann Lee', t('the customer’s name')],
  ['customer.first_name', 'Ann', t('their first name')],
  ['agent.name', 'Kim', t('who writes')],
  ['queue.name', 'Support', t('the queue')],
  ['subject', 'Invoice 17', t('the subject')],
])
const EXAMPLES = new Map(KNOWN.map(([name, example]) => [`{${name}}`, example]))
const HOLE = /(\{[\p{L}_][\p{L}\p{N}_. -]*\})/u

/** The text, and what may be put into it. @param {{control: Control}} props */
function Text({ control }) {
  const area = useRef(/** @type {HTMLTextAreaElement | null} */ (null))
  /** @param {string} name */
  function put(name) {
    const element = area.current
    if (!element) return
    element.focus()
    element.setRangeText(`{${name}}`, element.selectionStart, element.selectionEnd, 'end')
    control.set(element.value)
  }
  return html`<textarea class="input" ref=${area} id=${control.id} rows="7" value=${control.value ?? ''} aria-invalid=${String(control.invalid)} aria-describedby=${control.describedBy}
      onBlur=${control.leave} onInput=${(/** @type {any} */ event) => control.set(event.currentTarget.value)}></textarea>
    <div class="row wrap" role="group" aria-label=${t('Put in')}>
      ${KNOWN.map(([name, , what]) => html`<${Button} key=${name} small kind="plain" icon="plus" onClick=${() => put(name)}>${what}<//>`)}
    </div>`
}

/** As a customer would read it; what nobody knows stays marked, and is asked of the agent. */
function Shown() {
  const text = String(useContext(FormContext)?.values.value.text ?? '')
  if (!text.trim()) return null
  return html`<figure class="shown"><figcaption class="hint">${t('As it reads; what is marked the agent fills in.')}</figcaption>
    <p class="bubble-look">${text.split(HOLE).map((part, at) => EXAMPLES.get(part) ?? (HOLE.test(part) ? html`<mark key=${at}>${part.slice(1, -1)}</mark>` : part))}</p>
  </figure>`
}

/** @type {import('../resource.js').Resource} */
export const cannedReplies = {
  name: 'canned-replies',
  title: t('Canned replies'),
  about: t('Replies that are used often. Agents type a slash and the beginning of the shortcut.'),
  scope: 'queues:write',
  add: t('Add a reply'),
  sortBy: 'shortcut',
  empty: { icon: 'clipboard-paste', title: t('No replies yet'), text: t('Add the greeting that everybody types again and again.') },
  choices: ['queues'],
  imports: t('Columns: shortcut, title and text; if you like language and queues, with blanks between them. A reply that has the shortcut in that language already is changed, others are added.'),
  columns: [
    { id: 'shortcut', title: t('Shortcut'), sort: true, head: true, view: (card) => html`<code>/${card.shortcut}</code>` },
    { id: 'title', title: t('Title'), sort: true, view: (card) => card.title },
    { id: 'text', title: t('Text'), view: (card) => html`<span class="one-line">${card.text}</span>` },
    { id: 'language', title: t('Language'), sort: true, view: (card) => card.language || html`<span class="hint">${t('any')}</span>` },
    { id: 'queues', title: t('Queues'), sort: true, view: (card) => chips(named('queues', card.queues), t('all')) },
  ],
  blank: () => ({ title: '', id: '', shortcut: '', text: '', language: '', queues: [] }),
  values: ({ title, shortcut, text, language, queues }) => ({ title, shortcut, text, language, queues }),
  label: (card) => card.title,
  fields: ({ card, choices }) => html`
    <${Part} title=${t('The reply')}>
      <${Field} name="title" label=${t('Title')} required maxLength=${100} autofocus />
      ${!card && html`<${IdField} from="title" hint=${t('For programs; it stays as it is.')} />`}
      <${Field} name="shortcut" label=${t('Shortcut')} required maxLength=${64} pattern=${/^[a-z0-9][a-z0-9_-]*$/} patternHint=${t('Lower-case letters, digits, - and _.')} hint=${t('What is typed after the slash.')} autocomplete="off" spellcheck=${false} />
      <${Field} name="text" label=${t('Text')} required maxLength=${8000}>${(/** @type {Control} */ control) => html`<${Text} control=${control} />`}<//>
      <${Shown} />
    <//>
    <${Part} title=${t('Where it is offered')}>
      <${Field} name="language" label=${t('Language')} maxLength=${35} hint=${t('A tag such as de or en-GB; empty: whatever the customer writes in.')} />
      <${Field} name="queues" label=${t('Queues')} hint=${t('None chosen: in all.')}>
        ${(/** @type {Control} */ control) => html`<${Several} label=${t('Queues')} control=${control} choices=${choices.queues ?? []} none=${t('There is no queue yet.')} />`}
      <//>
    <//>
  `,
}
