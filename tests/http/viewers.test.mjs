// A loop remembers who its viewers are; whoever was told that something is otherwise finds it so at
// once, in every loop.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { after, before, test } from 'node:test'
import { ask, signIn, startDemo, stopDemo } from './support.mjs'

const program = process.env.SAMSYN_PROGRAM ?? join(dirname(fileURLToPath(import.meta.url)), '../../build/samsyn')
let server
before(async () => { server = await startDemo() })
after(() => stopDemo(server))

const json = { Accept: 'application/json' }

// Connections are given to the loops in turn: so each of them is asked.
async function codes(path, headers) {
  const answers = []
  for (let time = 0; time < 8; time++) {
    answers.push((await ask(server, path, { headers: { ...headers, ...json } })).status)
  }
  return [...new Set(answers)]
}

function post(path, headers, form) {
  return ask(server, path, {
    method: 'POST', body: new URLSearchParams(form).toString(),
    headers: { ...headers, ...json, 'Content-Type': 'application/x-www-form-urlencoded' },
  })
}

const read = async (path, headers) => JSON.parse((await ask(server, path, { headers: { ...headers, ...json } })).text)

// Whom the demo's door lets in for a role: who was given it first.
async function personWith(admin, role) {
  const found = []
  for (let path = '/people'; path;) {
    const answer = await ask(server, path, { headers: { ...admin, ...json } })
    for (const { id } of JSON.parse(answer.text).people.filter((it) => it.roles)) {
      const grant = (await read(`/people/${id}`, admin)).grants.find((it) => it.role === role && it.is_now)
      if (grant) {
        found.push({ id, grant })
      }
    }
    path = /<([^>]+)>; rel="next"/.exec(answer.headers.link ?? '')?.[1]
  }
  assert.ok(found.length > 0, `nobody is ${role}`)
  return found.reduce((first, other) => (BigInt(other.grant.id) < BigInt(first.grant.id) ? other : first))
}

test('a session that was ended is nobody\'s any more', async () => {
  const caretaker = await signIn(server, 'caretaker')
  assert.deepEqual(await codes('/buildings', caretaker), [200])
  assert.ok((await post('/sign-out', caretaker, {})).status < 400)
  assert.deepEqual(await codes('/buildings', caretaker), [401])
})

test('a role that was withdrawn gives no right any more, and one that was given does', async () => {
  const admin = await signIn(server, 'admin')
  const coach = await signIn(server, 'coach')
  const { id, grant } = await personWith(admin, 'coach')
  assert.deepEqual(await codes('/buildings', coach), [200])
  assert.ok((await post(`/people/${id}/roles/${grant.id}/withdraw`, admin, {})).status < 400)
  assert.deepEqual(await codes('/buildings', coach), [403])
  assert.ok((await post(`/people/${id}`, admin, { role: 'coach', scope_type: 'all' })).status < 400)
  assert.deepEqual(await codes('/buildings', coach), [200])
})

test('a role ends by the clock, though nothing is changed', async () => {
  const admin = await signIn(server, 'admin')
  const register = await signIn(server, 'register')
  const { id, grant } = await personWith(admin, 'register')
  const clock = (by) => execFileSync(program, ['clock', ...by, '--json', '--data', join(server.directory, 'data')], { encoding: 'utf8' })
  const now = /\d{4}-\d\d-\d\d/.exec(clock([]))[0]
  assert.ok((await post(`/people/${id}`, admin, { role: 'register', scope_type: 'all', from_day: now, to_day: now })).status < 400)
  assert.ok((await post(`/people/${id}/roles/${grant.id}/withdraw`, admin, {})).status < 400)
  assert.deepEqual(await codes('/imports', register), [200])
  clock(['+2d'])
  assert.deepEqual(await codes('/imports', register), [403])
})

test('a language that was chosen is spoken at once', async () => {
  const manager = await signIn(server, 'manager')
  const title = async () => {
    const texts = []
    for (let time = 0; time < 8; time++) {
      texts.push(/<html lang="(..)"/.exec((await ask(server, '/buildings', { headers: { ...manager, Accept: 'text/html' } })).text)[1])
    }
    return [...new Set(texts)]
  }
  assert.equal((await title()).length, 1)
  for (const language of ['fi', 'sv']) {
    assert.ok((await post('/settings', manager, { language, scheme: '' })).status < 400)
    assert.deepEqual(await title(), [language])
  }
})
