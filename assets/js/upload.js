// A file that is sent with a form goes ahead of it, in numbered pieces: a lost network, a closed lid or
// a server that is started again costs a piece and not the file. What is on its way is told in words
// and with a bar, can be paused, goes on by itself when the network is back, and after the page was
// closed when the same file is chosen again. When the file is there, the form is sent with its number
// in place of its bytes. Without this script, or where a page may not compute SHA-256, the form is sent
// with the file in it, as ever.
const prefix = 'upload:'
const inFlight = 3
const longestWait = 30_000

/** What stops for good, with words for the person. */
class Refused extends Error {}

const hex = (bytes) => [...new Uint8Array(bytes)].map((it) => it.toString(16).padStart(2, '0')).join('')

function remember(name, id) {
  try {
    if (id) {
      localStorage.setItem(name, id)
    } else {
      localStorage.removeItem(name)
    }
  } catch {
    // No storage: it starts anew after the page was closed.
  }
}

function keys() {
  try {
    return Object.keys(localStorage).filter((it) => it.startsWith(prefix))
  } catch {
    return []
  }
}

function recall(name) {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

const pathOf = (form) => new URL(form.getAttribute('action') || '', location.href).pathname

class Upload {
  constructor(form, input, file, show) {
    this.form = form
    this.input = input
    this.file = file
    this.show = show
    this.key = `${prefix}${pathOf(form)}:${file.name}:${file.size}:${file.lastModified}`
    this.sent = 0
    this.isPaused = this.isCancelled = this.isLost = false
    this.sleepers = new Set()
    this.stop = new AbortController()
    addEventListener('online', () => this.wake())
  }

  wake() {
    this.sleepers.forEach((it) => it())
    this.sleepers.clear()
  }

  /** So long, or until somebody wakes it; and as long as it is paused. */
  async rest(ms) {
    if (ms > 0) {
      await new Promise((resolve) => {
        this.sleepers.add(resolve)
        setTimeout(resolve, ms)
      })
    }
    while (this.isPaused && !this.isCancelled) {
      await new Promise((resolve) => this.sleepers.add(resolve))
    }
  }

  interrupt() {
    this.stop.abort()
    this.stop = new AbortController()
    this.wake()
    this.tell()
  }

  pause(isPaused) {
    this.isPaused = isPaused
    this.isLost = false
    this.interrupt()
  }

  cancel() {
    this.isCancelled = true
    this.interrupt()
    this.forget()
  }

  /** What is there of it goes. */
  forget() {
    remember(this.key, null)
    if (this.id) {
      fetch(`/uploads/${this.id}/remove`, { method: 'POST', keepalive: true }).catch(() => {})
    }
  }

  /** One request, again and again until the server says yes or no. */
  async ask(path, options = {}) {
    for (let tries = 0; ; tries++) {
      await this.rest(tries === 0 ? 0 : Math.min(longestWait, 250 * 2 ** tries))
      if (this.isCancelled) {
        throw new Refused()
      }
      try {
        const reply = await fetch(path, { ...options, signal: this.stop.signal,
          headers: { Accept: 'application/json', ...options.headers } })
        if (reply.status < 500) {
          this.isLost = false
          const said = await reply.json()
          if (reply.ok) {
            return said
          }
          throw Object.assign(new Refused(reply.status === 404 ? '' : said.message), { status: reply.status })
        }
      } catch (error) {
        if (error instanceof Refused) {
          throw error
        }
      }
      this.isLost = !this.isPaused
      this.tell()
    }
  }

  post(path, body) {
    return this.ask(path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } })
  }

  /** What is there of it already, or a new beginning. */
  async begin() {
    const known = recall(this.key)
    if (known) {
      try {
        const there = await this.ask(`/uploads/${known}`)
        if (there.state !== 'used') {
          return there
        }
      } catch (error) {
        if (error.status !== 404) {
          throw error
        }
      }
    }
    const { file, input } = this
    const begun = await this.post('/uploads', {
      name: file.name.slice(-200), type: file.type.slice(0, 100), size: file.size,
      form: pathOf(this.form), field: input.name, _key: crypto.randomUUID(),
    })
    remember(this.key, begun.id)
    return begun
  }

  /** A file that was moved or changed meanwhile cannot be read: that is no lost network. */
  async read(from, to) {
    try {
      return await this.file.slice(from, to).arrayBuffer()
    } catch {
      throw Object.assign(new Refused(), { status: 422 })
    }
  }

  async send(number) {
    const from = number * this.pieceBytes
    const body = await this.read(from, from + this.pieceBytes)
    await this.ask(`/uploads/${this.id}/pieces/${number}`,
      { method: 'PUT', body, headers: { 'Content-Type': 'application/octet-stream' } })
    this.sent += body.byteLength
    this.tell()
  }

  tell() {
    this.show({ share: this.sent / this.file.size, isPaused: this.isPaused, isLost: this.isLost })
  }

  async sendAll() {
    const there = await this.begin()
    const { size } = this.file
    this.id = there.id
    this.pieceBytes = Number(there.piece_bytes)
    const has = new Set(there.pieces.map(({ number }) => Number(number)))
    const missing = [...Array(Math.ceil(size / this.pieceBytes)).keys()].filter((number) => !has.has(number))
    this.sent = size - missing.reduce((sum, number) => sum + Math.min(this.pieceBytes, size - number * this.pieceBytes), 0)
    this.tell()
    const worker = async () => {
      while (missing.length > 0) {
        await this.send(missing.shift())
      }
    }
    await Promise.all(Array.from({ length: inFlight }, worker))
    const sha256 = hex(await crypto.subtle.digest('SHA-256', await this.read(0, size)))
    await this.post(`/uploads/${this.id}/finish`, { sha256 })
    return this.id
  }

  /** Resolves with its number when the whole file is there. */
  async run() {
    this.tell()
    try {
      return await this.sendAll()
    } catch (error) {
      this.stop.abort() // the other pieces under way
      // What is there is not this file, or not there any more: the next time begins anew.
      if ([404, 409, 422].includes(error.status)) {
        this.forget()
      }
      throw error
    }
  }
}

function shown(panel) {
  const words = panel.dataset
  const bar = panel.querySelector('progress')
  const line = panel.querySelector('[role=status]')
  return ({ share, isPaused, isLost }) => {
    const percent = `${Math.floor(share * 100)} %`
    bar.value = share
    bar.setAttribute('aria-valuetext', percent)
    panel.querySelector('[data-percent]').textContent = percent
    panel.querySelector('[data-act=pause]').textContent = isPaused ? words.resume : words.pause
    const now = isPaused ? words.paused : isLost ? words.lost : words.sending
    if (line.textContent !== now) { // a screen reader tells it once
      line.textContent = now
    }
  }
}

function hand(form, input, id) {
  const sent = form.querySelector(`[data-upload-of="${input.id}"]`) ?? document.createElement('input')
  Object.assign(sent, { type: 'hidden', name: '_upload', value: id })
  sent.dataset.uploadOf = input.id
  form.append(sent)
  input.disabled = true
}

async function sendAhead(form, input, submitter) {
  const panel = document.getElementById(`${input.id}-upload`)
  const [going, problem] = panel.children
  const buttons = [...form.querySelectorAll('.actions [type=submit]')]
  const upload = new Upload(form, input, input.files[0], shown(panel))
  const show = (isGoing, error) => {
    panel.hidden = !isGoing && !error
    going.hidden = !isGoing
    problem.hidden = !error
    problem.textContent = error ?? ''
    input.disabled = isGoing
    buttons.forEach((it) => { it.disabled = isGoing })
  }
  panel.querySelector('[data-act=pause]').onclick = () => upload.pause(!upload.isPaused)
  panel.querySelector('[data-act=cancel]').onclick = () => upload.cancel()
  show(true)
  try {
    const id = await upload.run()
    show(false)
    hand(form, input, id)
    form.requestSubmit(submitter)
  } catch (error) {
    show(false, upload.isCancelled ? null : error.message || panel.dataset.failed)
    input.focus()
  }
}

// Before whoever else hears of it: the form is not sent yet.
document.addEventListener('submit', (event) => {
  const { target: form, submitter } = event
  if (form.matches('[data-forget]')) {
    keys().forEach((it) => remember(it, null))
  }
  const input = form.querySelector('input[type=file]:not(:disabled)')
  if (!input?.files[0]?.size || !globalThis.crypto?.subtle || !document.getElementById(`${input.id}-upload`)) {
    return
  }
  event.preventDefault()
  event.stopImmediatePropagation()
  sendAhead(form, input, submitter)
}, { capture: true })

// Back by the browser's own button: the file can be chosen again.
addEventListener('pageshow', () => {
  document.querySelectorAll('input[type=file]:disabled').forEach((it) => { it.disabled = false })
})
