// The own page tells where one is signed in, and ends what one does not want.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ask, startDemo, stopDemo } from './support.mjs'

let server
before(async () => { server = await startDemo() })
after(() => stopDemo(server))

const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
const phone = 'Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0'
const computer = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36'

async function signIn(agent) {
  const answer = await ask(server, '/demo/sign-in', { method: 'POST', body: 'role=coach', headers: { ...form, 'User-Agent': agent } })
  return { Cookie: answer.headers['set-cookie'].find((it) => it.startsWith('samsyn_session=')).split(';')[0] }
}
const settings = async (session) => JSON.parse((await ask(server, '/settings', { headers: { ...session, Accept: 'application/json' } })).text)

test('devices are told in words, and all others end with one button', async () => {
  const [lost, mine] = [await signIn(phone), await signIn(computer)]
  const page = await ask(server, '/settings', { headers: { Cookie: `${mine.Cookie}; samsyn_language=en`, Accept: 'text/html' } })
  assert.match(page.text, /Firefox, Android[\s\S]*signed in since[\s\S]*last used/)
  assert.match(page.text, /Chrome, Windows/)
  const devices = (await settings(mine)).sessions.map(({ device, is_this: here }) => [device, here])
  assert.deepEqual(devices.filter(([, here]) => here), [['Chrome, Windows', true]])
  const ended = await ask(server, '/settings/sessions/end-others', { method: 'POST', body: '', headers: { ...form, ...mine } })
  assert.equal(ended.status, 303)
  assert.equal(ended.headers.location, '/settings')
  const left = await settings(mine)
  assert.deepEqual([left.sessions.length, left.has_others], [1, false])
  assert.equal((await ask(server, '/settings', { headers: { ...lost, Accept: 'application/json' } })).status, 401)
})
