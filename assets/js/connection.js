// Says when the network or the live stream is gone and when it is back, and keeps pages readable
// without a network through the service worker (sw.js).
const notice = document.getElementById('connection')
const lost = new Set()

function show() {
  if (notice) {
    notice.hidden = lost.size === 0
  }
}

/** `what` is 'network' or 'live'. */
export function report(what, isLost) {
  if (isLost) {
    lost.add(what)
  } else {
    lost.delete(what)
  }
  show()
}

addEventListener('offline', () => report('network', true))
addEventListener('online', () => report('network', false))
report('network', !navigator.onLine)

if ('serviceWorker' in navigator) {
  addEventListener('load', () => navigator.serviceWorker.register('/sw.js').catch(() => {}))
}
