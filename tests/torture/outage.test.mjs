// A disk that takes no more: 503 with Retry-After, one clear line in the log, nothing kept that was
// refused; what was there can still be read, and when there is room again the service is back by itself.
//
// The disk is made full by the kernel's limit on how large the server's files may grow (prlimit), which
// can be set and lifted while it runs.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { get, signIn, startSamsyn, stop, temporaryFolder } from '../bench/support.mjs'

const html = { Accept: 'text/html' }
const json = { Accept: 'application/json' }

function limitFiles(pid, bytes) {
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`], { encoding: 'utf8' })
  assert.equal(status, 0, stderr)
}

// What the form for a new building must be sent with, besides its address.
async function necessaryFields(server, headers) {
  const page = (await get(server.port, '/buildings/new', { headers: { ...headers, ...html } })).body.toString()
  return ['area_id', 'stage'].map((name) => {
    const options = new RegExp(`<select[^>]*name="${name}"[\\s\\S]*?</select>`).exec(page)?.[0] ?? ''
    const value = [...options.matchAll(/<option[^>]*value="([^"]+)"/g)][0]?.[1]
    assert.ok(value, `the form offers no ${name}`)
    return `${name}=${encodeURIComponent(value)}`
  }).join('&')
}

const logged = (server, event) => readFileSync(server.log, 'utf8').split('\n').filter((line) => line.includes(`event=${event} `))

test('a full disk refuses changes for a while and loses nothing', async (t) => {
  const server = await startSamsyn(['demo', '--data', temporaryFolder()])
  t.after(() => stop(server))
  const headers = await signIn(server, 'manager')
  const fields = await necessaryFields(server, headers)
  const add = (address, kind = json) => get(server.port, '/buildings/new', {
    method: 'POST', body: `address_sv=${encodeURIComponent(address)}&${fields}`,
    headers: { ...headers, ...kind, Origin: `http://127.0.0.1:${server.port}`, 'Content-Type': 'application/x-www-form-urlencoded' },
  })
  const found = async (address) => {
    const answer = await get(server.port, `/buildings?q=${encodeURIComponent(address)}`, { headers: { ...headers, ...json } })
    assert.equal(answer.status, 200)
    return answer.body.toString().includes(`"${address}"`)
  }

  const first = await add('Provgatan 1')
  assert.ok(first.status < 400, first.body.toString())
  limitFiles(server.pid, 4096)
  const refused = await Promise.all([2, 3, 4, 5].map((number) => add(`Provgatan ${number}`)))
  for (const answer of refused) {
    assert.equal(answer.status, 503, answer.body.toString())
    assert.ok(Number(answer.headers['retry-after']) > 0)
  }
  const page = await add('Provgatan 6', html)
  assert.equal(page.status, 503)
  assert.ok(Number(page.headers['retry-after']) > 0)
  assert.ok(await found('Provgatan 1'))
  assert.equal(await found('Provgatan 2'), false)
  assert.equal(logged(server, 'db.unavailable').length, 1)

  limitFiles(server.pid, 'unlimited')
  assert.ok((await add('Provgatan 7')).status < 400)
  assert.ok(await found('Provgatan 7'))
  assert.equal(await found('Provgatan 2'), false)
  assert.equal(await found('Provgatan 6'), false)
  assert.equal(logged(server, 'db.available').length, 1)
})
