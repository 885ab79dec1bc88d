// What no browser sends, sent to the real program: it is refused within limits, and others are
// served on. (src/platform/web/hostile_test.c has the long list; here stand what a whole program adds.)

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { ask, pause, raw, signIn, startDemo, statusOf, stopDemo } from './support.mjs'

let server
before(async () => { server = await startDemo() })
after(() => stopDemo(server))

const alive = async () => assert.equal((await ask(server, '/healthz')).status, 200)

test('smuggling is refused and the connection ends', async () => {
  const hidden = 'GET /audit HTTP/1.1\r\nHost: t\r\n\r\n'
  const tries = {
    'two lengths': [`POST /sign-in HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\nContent-Length: ${hidden.length}\r\n\r\n`, 400],
    'a length and chunks': ['POST /sign-in HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
    'chunks': ['POST /sign-in HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 501],
    'a blank before the colon': ['POST /sign-in HTTP/1.1\r\nHost: t\r\nContent-Length : 4\r\n\r\n', 400],
    'a folded line': ['GET / HTTP/1.1\r\nHost: t\r\nX: a\r\n b\r\n\r\n', 400],
    'bare LF': ['GET / HTTP/1.1\nHost: t\n\n', 400],
    'NUL': ['GET / HTTP/1.1\r\nHost: t\r\nX: a\0b\r\n\r\n', 400],
    'two hosts': ['GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400],
  }
  for (const [why, [text, status]] of Object.entries(tries)) {
    const answer = await raw(server, Buffer.from(text + hidden, 'latin1'))
    assert.equal(statusOf(answer), status, why)
    assert.equal(answer.match(/HTTP\/1\.1/g).length, 1, `${why}: one answer`)
  }
  await alive()
})

test('a hundred megabytes of headers end after some kilobytes', async () => {
  const line = `X-Padding: ${'x'.repeat(1000)}\r\n`
  const sent = await new Promise((resolve) => {
    let bytes = 0
    let came = ''
    const socket = connect(server.port, '127.0.0.1', () => {
      socket.write('GET / HTTP/1.1\r\nHost: t\r\n')
      const more = () => {
        // In turns: whether the connection has ended is only seen between them.
        for (let lines = 0; lines < 100 && bytes < 100e6 && !socket.destroyed; lines++) {
          bytes += line.length
          if (!socket.write(line)) {
            socket.once('drain', more)
            return
          }
        }
        if (bytes < 100e6 && !socket.destroyed) {
          setImmediate(more)
        }
      }
      more()
    })
    socket.on('data', (piece) => { came += piece })
    socket.on('error', () => {})
    socket.on('close', () => resolve({ bytes, came }))
    setTimeout(() => socket.destroy(), 8000)
  })
  assert.ok(sent.bytes < 30e6, `${sent.bytes} bytes were taken`)
  await alive()
})

test('many slow clients keep nobody waiting', async () => {
  const slow = Array.from({ length: 300 }, () => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write('POST /sign-in HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\nname='))
    socket.on('error', () => {})
    return socket
  })
  const timer = setInterval(() => slow.forEach((socket) => socket.write('x')), 300)
  const begun = Date.now()
  for (let i = 0; i < 50; i++) {
    await alive()
  }
  assert.ok(Date.now() - begun < 5000, `50 answers took ${Date.now() - begun} ms`)
  clearInterval(timer)
  slow.forEach((socket) => socket.destroy())
})

test('errors are pages with a number that the log has, and say nothing of the inside', async () => {
  const headers = await signIn(server, 'admin')
  const answer = await ask(server, '/nothing/here', { headers: { ...headers, Accept: 'text/html' } })
  assert.equal(answer.status, 404)
  assert.match(answer.headers['content-type'], /text\/html/)
  const id = answer.headers['x-request-id']
  assert.match(id, /^[0-9a-f]{16}$/)
  assert.ok(answer.text.includes(id))
  assert.doesNotMatch(answer.text, /\{\{|\(null\)|\.c:\d|%s/)
  await pause(600)
  assert.ok(readFileSync(server.log, 'utf8').includes(`request=${id}`), 'the log has the number')
})

test('secrets and names never reach the log', async () => {
  const headers = await signIn(server, 'manager')
  await ask(server, '/sign-in', { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'name=secret.person%40example.org&password=hunter22hunter' })
  await ask(server, '/search?q=Verysecretname', { headers })
  await pause(600)
  const log = readFileSync(server.log, 'utf8')
  assert.doesNotMatch(log, /hunter22|secret\.person|Verysecretname/)
  assert.ok(!log.includes(headers.Cookie.split('=')[1]))
})

test('a form of another site is refused', async () => {
  const headers = await signIn(server, 'admin')
  for (const foreign of [{ Origin: 'https://evil.example' }, { 'Sec-Fetch-Site': 'cross-site' }, { Origin: 'null' }]) {
    const answer = await ask(server, '/settings', { method: 'POST', headers: { ...headers, ...foreign, 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'language=fi' })
    assert.equal(answer.status, 403)
  }
})

test('nobody is sent to another site', async () => {
  for (const to of ['//evil.example', 'https://evil.example', '/\\evil.example', '%2F%2Fevil.example']) {
    const headers = await signIn(server, 'admin')
    const answer = await ask(server, `/sign-in?to=${to}`, { headers })
    const location = answer.headers.location ?? '/'
    assert.ok(location.startsWith('/') && !/^\/[/\\]/.test(location), location)
  }
})
