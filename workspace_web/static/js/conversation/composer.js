// Where one writes: to the customer or, as a note, to colleagues. Grows with the text, keeps it as a draft, fills in canned
// replies, takes files, and knows what the channel can and cannot.


import { tellProblem } from '../core/dialogs.js'
import { fmt, t } from '../core/i18n.js'
import { isMac } from '../core/keys.js'
import { classes, html, useEffect, useId, useLayoutEffect, useRef, useState } from '../core/ui.js'
import { Button } from '../components/button.js'
import { Icon } from '../components/icon.js'
import { holesIn, nextHole, replaced, slashAt } from './canned.js'
import { CannedList } from './canned-list.js'
import { isSms } from './channels.js'
import { clear, draft, nothing, write } from './drafts.js'
import { Tray, takeFiles, uploads } from './file-tray.js'
import { MailFields, addresses } from './mail-fields.js'
import { Mirror } from './mirror.js'
import { obstacle } from './rules.js'
import { smsParts } from './sms.js'
import { newClientId, say, thread, typist } from './store.js'
import { TemplatePicker } from './template-picker.js'
import { Window, openNow } from './window.js'
import { wish } from './wishes.js'

/** @typedef {import('../types').TextAccountCard} TextAccountCard */

const TALLEST = 320 // pixels

/**
 * `values`: what variables of canned replies are filled in with. `reply`: what an answer to an e-mail begins with.
 * @param {{thread: string, interaction: string, queue: string | null, language: string, values: Record<string, string | null | undefined>, onSent?: () => void}} props
 */
export function Composer({ thread: id, interaction, queue, language, values, onSent }) {
  const base = useId()
  const kept = thread(id)
  const card = kept.card.value
  const account = card?.account ?? null
  const now = draft(id).value ?? nothing()
  const [slash, setSlash] = useState(/** @type {{from: number, to: number, query: string} | null} */ (null))
  const [picking, setPicking] = useState(false)
  const [over, setOver] = useState(false)
  const [waits, setWaits] = useState(false)
  const [offering, setOffering] = useState(false)
  const area = useRef(/** @type {HTMLTextAreaElement | null} */ (null))
  const picker = useRef(/** @type {HTMLInputElement | null} */ (null))
  const list = useRef(/** @type {{key: (event: KeyboardEvent) => boolean} | null} */ (null))
  const hand = useRef(typist(id))
  const open = openNow(account, card?.last_in_at ?? null)
  const pending = uploads(id).value
  const mail = account?.media_type === 'email' && !now.note
  /** What keeps it from being sent, as it is written by now: keys may come faster than it is drawn. @param {import('./drafts.js').Draft} written */
  const fault = (written) => obstacle({ ...written, files: [...written.files, ...uploads(id).peek()], template: null, holes: holesIn(written.text).length }, card ? account : undefined, open)
  const why = pending.length ? 'uploading' : fault(now)

  useEffect(() => {
    hand.current = typist(id)
    setSlash(null)
    setPicking(false)
    setWaits(false)
    setOffering(false)
    return () => hand.current.stop()
  }, [id])
  useLayoutEffect(() => {
    const element = area.current
    if (!element) return
    element.style.blockSize = 'auto'
    element.style.blockSize = `${Math.min(TALLEST, element.scrollHeight)}px`
  }, [now.text, id, open, now.note])
  // Sent as soon as its files are there, by who did not wait for them.
  useEffect(() => {
    if (!waits || pending.length) return
    setWaits(false)
    void send()
  }, [waits, pending.length])
  // Before the next key: it is typed where one wished to be.
  useLayoutEffect(() => {
    if (!wish.value) return
    const { what } = wish.value
    wish.value = null
    if (what === 'note') write(id, { note: !now.note })
    if (what === 'files') picker.current?.click()
    if (what === 'canned') insert('/')
    if (what === 'template') setPicking(true)
    else area.current?.focus()
  }, [wish.value])

  /** At once: whoever types on does not wait for the next picture. @param {string} text @param {number} from @param {number} [to] */
  function put(text, from, to = from) {
    const element = area.current
    if (element) {
      element.value = text
      element.focus()
      element.setSelectionRange(from, to)
    }
    write(id, { text })
  }
  /** @param {string} words */
  function insert(words) {
    const element = area.current
    const { selectionStart = 0, selectionEnd = 0 } = element ?? {}
    const space = words === '/' && selectionStart && !/\s/.test(now.text[selectionStart - 1] ?? ' ') ? ' ' : ''
    const at = selectionStart + space.length + words.length
    put(now.text.slice(0, selectionStart) + space + words + now.text.slice(selectionEnd), at)
    setSlash(slashAt(now.text.slice(0, selectionStart) + space + words, at))
  }
  /** @param {string} reply with what is known filled in */
  function choose(reply) {
    if (!slash) return
    const done = replaced(now.text, slash.from, slash.to, reply)
    setSlash(null)
    put(done.text, done.from, done.to)
  }
  /** @param {any} event */
  function typed({ currentTarget: element }) {
    write(id, { text: element.value })
    setSlash(slashAt(element.value, element.selectionStart))
    hand.current.type(now.note)
  }
  /** @param {KeyboardEvent} event */
  function pressed(event) {
    if (event.isComposing) return
    if (slash && list.current?.key(event)) return event.preventDefault()
    if (event.key === 'Escape' && slash) {
      event.preventDefault()
      event.stopPropagation()
      return setSlash(null)
    }
    const hole = event.key === 'Tab' && !event.shiftKey && nextHole(area.current?.value ?? '', area.current?.selectionEnd ?? 0)
    if (hole) {
      event.preventDefault()
      return area.current?.setSelectionRange(hole.from, hole.to)
    }
    if (event.key !== 'Enter' || event.shiftKey || event.altKey) return undefined
    const strong = event.ctrlKey || event.metaKey
    if (mail && !strong) return undefined
    event.preventDefault()
    return void send()
  }
  async function send() {
    const written = draft(id).peek() ?? nothing()
    const obstacle = fault(written)
    if (obstacle === 'uploading') setWaits(true)
    if (obstacle) return
    const words = {
      client_id: newClientId(),
      text: written.text.trim(),
      files: written.files,
      internal: written.note ? /** @type {const} */ ('note') : null,
      ...(!written.note && written.choices ? { choices: choicesIn(written.choices).slice(0, account?.choices ?? 0) } : {}),
      ...(mail ? { subject: written.subject, cc: addresses(written.cc) } : {}),
    }
    hand.current.stop()
    clear(id, { note: written.note })
    onSent?.()
    await say(id, interaction, words).catch(tellProblem)
  }
  /** @param {Iterable<File>} files */
  const add = (files) => takeFiles(id, files, now.note ? null : account)
  /** @param {ClipboardEvent} event */
  function pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])]
    if (!files.length) return
    event.preventDefault()
    add(files)
  }
  /** @param {DragEvent} event */
  function dropped(event) {
    event.preventDefault()
    setOver(false)
    add(event.dataTransfer?.files ?? [])
  }
  const closed = !open && !now.note
  const word = now.note ? t('Keep the note') : t('Send')
  return html`<section
    class=${classes('composer', now.note && 'private', over && 'over', mail && 'mail')}
    aria-label=${now.note ? t('Note for colleagues') : t('Answer')}
    onDragOver=${(/** @type {DragEvent} */ event) => (event.preventDefault(), setOver(true))}
    onDragLeave=${() => setOver(false)}
    onDrop=${dropped}
  >
    <div class="modes" role="group" aria-label=${t('To whom')}>
      <button type="button" aria-pressed=${String(!now.note)} onClick=${() => (write(id, { note: false }), area.current?.focus())}>${t('Answer')}</button>
      <button type="button" aria-pressed=${String(now.note)} onClick=${() => (write(id, { note: true }), area.current?.focus())} aria-keyshortcuts="Alt+Shift+N"><${Icon} name="lock" />${t('Note')}</button>
      <span class="grow"></span>
      ${account && !now.note && html`<span class="via small muted truncate">${t('via {account}', { account: account.name })}</span>`}
      ${!now.note && html`<${Window} account=${account} lastInAt=${card?.last_in_at ?? null} />`}
    </div>
    ${card && !account && html`<p class="stop"><${Icon} name="unlink" /> ${t('The account that this was written by is gone: nothing can be sent here any more.')}</p>`}
    ${mail && account && html`<${MailFields} thread=${id} card=${card} draft=${now} account=${account} />`}
    ${closed && account
      ? html`<div class="closed">
          <p><${Icon} name="clock" /> ${account.templates ? t('The customer wrote too long ago: the provider takes a template only.') : t('The customer wrote too long ago: the provider takes nothing until they write again.')}</p>
          ${account.templates && html`<${Button} kind="primary" icon="clipboard" onClick=${() => setPicking(true)}>${t('Choose a template')}<//>`}
        </div>`
      : html`<div class="field-of-text">
          <${Mirror} text=${now.text} />
          <textarea
            id="${base}-text"
            ref=${area}
            rows="1"
            aria-label=${now.note ? t('Note for colleagues') : t('Answer')}
            aria-describedby="${base}-why"
            aria-controls=${slash ? `${base}-canned` : undefined}
            aria-haspopup="listbox"
            placeholder=${now.note ? t('A note that only colleagues see …') : mail ? t('Write an e-mail …  / for canned replies') : t('Write a message …  / for canned replies')}
            value=${now.text}
            onInput=${typed}
            onKeyDown=${pressed}
            onPaste=${pasted}
            onBlur=${() => hand.current.stop()}
            onClick=${() => setSlash(slashAt(now.text, area.current?.selectionStart ?? 0))}
          ></textarea>
        </div>`}
    ${slash && html`<${CannedList} id="${base}-canned" query=${slash.query} queue=${queue} language=${language} values=${values} keys=${list} onChoose=${choose} onClose=${() => setSlash(null)} />`}
    ${account && account.choices > 0 && !now.note && (offering || now.choices) && html`<${Choices} thread=${id} text=${now.choices} most=${account.choices} />`}
    <${Tray} thread=${id} files=${now.files} />
    <footer>
      <${Button} small kind="plain" icon="paperclip" label=${t('Add files')} disabled=${!account?.files && !now.note} onClick=${() => picker.current?.click()} />
      <${Button} small kind="plain" icon="zap" label=${t('Canned replies')} disabled=${closed} onClick=${() => insert('/')} />
      ${account && account.choices > 0 && !now.note && html`<${Button} small kind="plain" icon="list-checks" label=${t('Quick replies')} pressed=${offering || Boolean(now.choices)} disabled=${closed} onClick=${() => setOffering(!offering)} />`}
      ${account?.templates && !now.note && html`<${Button} small kind="plain" icon="clipboard" label=${t('Templates')} onClick=${() => setPicking(true)} />`}
      <span class="grow small muted why" id="${base}-why">${why === 'uploading' && !waits ? t('The files are on their way …') : told(why, now, account)}</span>
      ${!now.note && account && html`<${Counter} text=${now.text} account=${account} />`}
      <kbd class="hint-key" aria-hidden="true">${mail ? (isMac ? '⌘ ↵' : 'Ctrl ↵') : '↵'}</kbd>
      <${Button} kind="primary" class="send" icon=${now.note ? 'lock' : 'send'} disabled=${why !== null && why !== 'uploading'} busy=${waits} onClick=${send}>${word}<//>
    </footer>
    <input type="file" multiple hidden ref=${picker} onChange=${(/** @type {any} */ event) => (add([...event.currentTarget.files]), (event.currentTarget.value = ''))} />
    ${picking && account && html`<${TemplatePicker} thread=${id} interaction=${interaction} account=${account} language=${language} values=${values} onClose=${() => setPicking(false)} />`}
  </section>`
}

/** @param {string} text @returns {string[]} */
const choicesIn = (text) => text.split(',').map((word) => word.trim()).filter(Boolean)

/** What the customer may answer with one press. @param {{thread: string, text: string, most: number}} props */
function Choices({ thread: id, text, most }) {
  const name = useId()
  return html`<div class="mail-fields">
    <p><label class="label" for=${name}>${t('Quick replies')}</label><input id=${name} type="text" maxlength="400" autocomplete="off" placeholder=${t('Yes, No, Call me: at most {count}', { count: most })} value=${text} onInput=${(/** @type {any} */ event) => write(id, { choices: event.currentTarget.value })} /></p>
  </div>`
}

/** Why it cannot be sent, where that is not plain to see. @param {import('./rules.js').Obstacle | null} why @param {import('./drafts.js').Draft} now @param {TextAccountCard | null} account */
function told(why, now, account) {
  switch (why) {
    case 'hole':
      return t('Fill in {hole} first. The tab key goes there.', { hole: `{${holesIn(now.text)[0]?.name ?? ''}}` })
    case 'long':
      return t('Too long: at most {count} characters.', { count: fmt.number(account?.text_limit ?? 0) })
    case 'files':
      return account?.files ? t('At most {count} files in a message.', { count: account.files.most }) : t('This channel takes no files.')
    case 'uploading':
      return t('Sent as soon as the files are there …')
    default:
      return ''
  }
}

/** @param {{text: string, account: TextAccountCard}} props */
function Counter({ text, account }) {
  if (isSms(account.channel)) {
    const { parts, left, unicode } = smsParts(text)
    if (!parts) return null
    return html`<span class=${classes('counter small num', parts > 3 && 'warn')} title=${unicode ? t('With letters that are not in the SMS alphabet: 70 to a part.') : t('160 characters to a part.')}
      >${t('{parts} SMS, {left} left', { parts: fmt.number(parts), left: fmt.number(left) })}</span
    >`
  }
  const left = account.text_limit - [...text].length
  if (left > Math.min(500, account.text_limit / 5)) return null
  return html`<span class=${classes('counter small num', left < 0 && 'bad')}>${fmt.number(left)}</span>`
}

