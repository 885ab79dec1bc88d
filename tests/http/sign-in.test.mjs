// The door over HTTP, as the row COR-01 wants it: lockout, the end of a session, every role's own start
// page, and a crew member without mail who signs in by a code in an SMS.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ask, signIn, startDemo, stopDemo } from './support.mjs'

let server
before(async () => { server = await startDemo() })
after(() => stopDemo(server))

const json = { 'Content-Type': 'application/json', Accept: 'application/json' }
const post = (path, body, headers = {}) =>
  ask(server, path, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) })
const cookieOf = (answer) => (answer.headers['set-cookie'] ?? [])
  .find((it) => it.startsWith('samsyn_session='))?.split(';')[0]

test('COR_01 the eleventh try after ten wrong passwords is 429, at each way', async () => {
  for (const password of ['wrong', '000000']) {
    const email = `nobody${password}@bjorkvik.example`
    for (let tries = 0; tries < 10; tries++) {
      assert.equal((await post('/sign-in', { email, password })).status, 422)
    }
    const closed = await post('/sign-in', { email, password })
    assert.equal(closed.status, 429)
    assert.ok(Number(closed.headers['retry-after']) > 0)
  }
  for (let tries = 0; tries < 10; tries++) {
    assert.equal((await post('/sign-in/code', { email: '0701740699', code: '1' })).status, 422)
  }
  assert.equal((await post('/sign-in/code', { email: '0701740699', code: '1' })).status, 429)
})

test('COR_01 after signing out the old cookie is 401', async () => {
  const headers = await signIn(server, 'manager')
  assert.equal((await ask(server, '/inbox', { headers: { ...headers, Accept: 'application/json' } })).status, 200)
  await post('/sign-out', {}, headers)
  assert.equal((await ask(server, '/inbox', { headers: { ...headers, Accept: 'application/json' } })).status, 401)
})

test('COR_01 each demo role lands on its start page', async () => {
  const roles = JSON.parse((await ask(server, '/demo', { headers: { Accept: 'application/json' } })).text).roles
  assert.ok(roles.length >= 5)
  for (const { role } of roles) {
    const headers = await signIn(server, role)
    assert.ok(headers, role)
    const page = await ask(server, '/?_language=en', { headers })
    assert.equal(page.status, 200, role)
    assert.match(page.text, /<title>Start – /, role)
    assert.match(page.text, /<h1>[^<]+<\/h1>/, role)
  }
})

test('COR_01 who has no mail address signs in by a code in an SMS', async () => {
  const admin = await signIn(server, 'admin')
  const added = await post('/people/new', { name: 'Bo Utan Post', phone: '+1 202 555 0123' }, admin)
  assert.ok(added.status < 300, added.text)
  assert.equal((await post('/sign-in/code', { email: '+12025550123' })).status, 200)
  let text = ''
  for (let looks = 0; looks < 50 && !/\d{6}/.test(text); looks++) {
    const { messages } = JSON.parse((await ask(server, '/demo/post', { headers: { Accept: 'application/json' } })).text)
    text = messages.find((it) => it.channel === 'sms' && it.address === '+12025550123')?.body ?? ''
  }
  const opened = await post('/sign-in/code', { email: '+12025550123', code: /\d{6}/.exec(text)[0] })
  assert.ok(opened.status < 300, opened.text)
  const settings = await ask(server, '/settings', { headers: { Cookie: cookieOf(opened), Accept: 'application/json' } })
  assert.equal(settings.status, 200)
})

test('COR_01 a PIN is shown once, opens by phone number and leads to one of one\'s own', async () => {
  const admin = await signIn(server, 'admin')
  const added = await post('/people/new', { name: 'Pia Pinne', phone: '08-465 004 24' }, admin)
  const person = /\/people\/\d+/.exec(added.headers.location ?? added.text)[0]
  const { pin } = JSON.parse((await post(`${person}/pin`, {}, admin)).text)
  assert.match(pin, /^\d{6}$/)
  const opened = await ask(server, '/sign-in', {
    method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'text/html' },
    body: `email=0846500424&password=${pin}`,
  })
  assert.equal(opened.status, 303)
  assert.equal(opened.headers.location, '/settings/pin')
})

test('COR_01 nothing of a code or a number is in the log', async () => {
  const { readFileSync } = await import('node:fs')
  const log = readFileSync(server.log, 'utf8')
  assert.doesNotMatch(log, /70174062[34]|Bo Utan Post|Pia Pinne/)
})
