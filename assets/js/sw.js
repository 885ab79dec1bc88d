// Keeps the frame of the program and the pages one has looked at lately, so that they can be read
// without a network. Nothing is kept that the server marks no-store, and signing in or out empties
// the pages. The build puts in SHELL (addresses of styles, scripts, font) and VERSION.
/* global SHELL, VERSION */
const shell = `shell-${VERSION}`
const pages = 'pages'
const mostPages = 30
const offline = '/offline'

self.addEventListener('install', (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(shell)
    await cache.addAll(SHELL)
    // As a stranger: the page is shown to whoever uses the device next.
    await cache.add(new Request(offline, { credentials: 'omit' })).catch(() => {})
    await self.skipWaiting()
  })())
})

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys()
    await Promise.all(names.filter((name) => name !== shell && name !== pages)
      .map((name) => caches.delete(name)))
    await self.clients.claim()
  })())
})

async function keep(request, reply) {
  const control = reply.headers.get('Cache-Control') ?? ''
  if (!reply.ok || reply.redirected || control.includes('no-store')) {
    return
  }
  const cache = await caches.open(pages)
  await cache.delete(request)
  await cache.put(request, reply)
  const kept = await cache.keys()
  await Promise.all(kept.slice(0, Math.max(0, kept.length - mostPages)).map((old) => cache.delete(old)))
}

async function page(event) {
  const { request } = event
  if (request.method !== 'GET' && /\/(sign-in|sign-out)$/.test(new URL(request.url).pathname)) {
    await caches.delete(pages)
  }
  try {
    const reply = await fetch(request)
    if (request.method === 'GET') {
      event.waitUntil(keep(request, reply.clone()))
    }
    return reply
  } catch {
    const kept = request.method === 'GET' ? await caches.match(request, { cacheName: pages, ignoreVary: true }) : null
    return kept ?? (await caches.match(offline, { ignoreVary: true })) ?? Response.error()
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (url.origin !== location.origin) {
    return
  }
  if (url.pathname.startsWith('/assets/')) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)))
  } else if (request.mode === 'navigate') {
    event.respondWith(page(event))
  }
})
