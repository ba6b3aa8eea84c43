// Requests of a visitor's page, and what becomes of a file that goes up.

/** @typedef {import('./picture.js').FileCard} FileCard */

const ANSWERED_WITHIN = 20_000 // milliseconds
const SENT_WITHIN = 120_000

export class RequestFailed extends Error {
  /** @param {number} status 0: no answer @param {string} detail */
  constructor(status, detail = '') {
    super(detail)
    this.status = status
  }

  /** Whether the same may do later. */
  get passes() {
    return this.status === 0 || this.status === 401 || this.status === 408 || this.status === 429 || this.status >= 500
  }
}

/**
 * @param {typeof globalThis.fetch} ask @param {string} url
 * @param {{method?: string, body?: unknown, token?: string | null}} given
 * @returns {Promise<Response>} raises RequestFailed
 */
export async function request(ask, url, { method = 'GET', body, token = null }) {
  /** @type {Record<string, string>} */
  const headers = {}
  if (token !== null) headers['Authorization'] = `Bearer ${token}`
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  let response
  try {
    response = await ask(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWERED_WITHIN),
      credentials: 'omit',
    })
  } catch {
    throw new RequestFailed(0)
  }
  if (!response.ok) throw new RequestFailed(response.status, (await response.json().catch(() => ({}))).detail)
  return response
}

/** `fetch` says nothing of how far a body is on its way.
 * @param {string} url @param {string} token @param {Blob} content @param {(share: number) => void} progress
 * @returns {{done: Promise<FileCard>, stop: () => void}} `done` raises RequestFailed
 */
export function upload(url, token, content, progress) {
  const sent = new XMLHttpRequest()
  const done = new Promise((resolve, reject) => {
    sent.open('POST', url)
    sent.setRequestHeader('Authorization', `Bearer ${token}`)
    sent.setRequestHeader('Content-Type', content.type || 'application/octet-stream')
    sent.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0)
    sent.onerror = sent.ontimeout = sent.onabort = () => reject(new RequestFailed(0))
    sent.onload = () => (sent.status === 201 ? resolve(JSON.parse(sent.responseText)) : reject(new RequestFailed(sent.status)))
    sent.timeout = SENT_WITHIN
    sent.send(content)
  })
  return { done, stop: () => sent.abort() }
}
