// A page shows what others change while one looks at it.
//
// The server names the page's stream in <body data-live="/live?…">. An event carries a topic and a
// position, never a value: the page fetches itself again with its own rights and the new <main> is
// morphed into the old one, so that focus, scrolling and what is being typed stay. A form that is
// being filled in is left alone; its conflict is settled when it is sent.
import { report } from './connection.js'

const longestPause = 30_000

// What is looked at for a change, to be marked for a moment: rows of lists, and named sections.
const parts = () => [...document.querySelectorAll('#main tbody tr, #main [data-live-key]')]
const keyOf = (it) => it.dataset.liveKey ?? it.querySelector('a')?.getAttribute('href') ?? it.textContent

/** Follows the page's stream; `htmx` fetches and morphs. */
export function follow(htmx) {
  const address = document.body.dataset.live
  if (!address || !('EventSource' in window)) {
    return
  }
  let pause = 1000
  let waiting = null
  let stream = null
  let isBehind = false

  async function refresh() {
    waiting = null
    if (document.visibilityState === 'hidden') {
      isBehind = true
      return
    }
    isBehind = false
    const main = document.getElementById('main')
    if (main.querySelector('form[method="post"] :is(input, textarea, select):not([type="hidden"])')) {
      document.getElementById('changed-meanwhile')?.removeAttribute('hidden')
      return
    }
    const before = new Map(parts().map((it) => [keyOf(it), it.textContent]))
    await htmx.ajax('GET', location.href, { target: '#main', select: '#main', swap: 'outerMorph' })
    for (const it of parts()) {
      if (before.get(keyOf(it)) !== it.textContent) {
        it.removeAttribute('data-fresh')
        requestAnimationFrame(() => it.setAttribute('data-fresh', ''))
      }
    }
  }

  // Many events in a row (an import) are one fetch.
  function changed() {
    pause = 1000
    waiting ??= setTimeout(refresh, 250)
  }

  function open() {
    stream = new EventSource(address)
    stream.addEventListener('open', () => {
      pause = 1000
      report('live', false)
    })
    for (const name of ['message', 'change', 'event']) {
      stream.addEventListener(name, changed)
    }
    // A browser tries again by itself, with Last-Event-ID, as long as the server did not refuse.
    stream.addEventListener('error', () => {
      report('live', true)
      if (stream.readyState === EventSource.CLOSED) {
        setTimeout(open, pause)
        pause = Math.min(pause * 2, longestPause)
      }
    })
  }

  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && isBehind) {
      refresh()
    }
  })
  addEventListener('pagehide', () => stream?.close())
  addEventListener('pageshow', (event) => event.persisted && open())
  open()
}
