// A disk that takes no more: 503 with Retry-After, one clear line in the log, nothing kept that was
// refused; what was there can still be read, and when there is room again the service is back by itself.
//
// The disk is made full by the kernel's limit on how large the server's files may grow (prlimit), which
// can be set and lifted while it runs. A PostgreSQL is killed and started again.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Cluster } from './cluster.mjs'
import { demoWords, putDemo, putDemoDatabase } from '../demo.mjs'
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

// What a test does with a demo: adds buildings and looks for them.
class Desk {
  static async opened(data, words) {
    const desk = new Desk()
    desk.server = await startSamsyn(['demo', '--data', data, ...demoWords, ...words])
    desk.headers = await signIn(desk.server, 'manager')
    desk.fields = await necessaryFields(desk.server, desk.headers)
    return desk
  }

  add(address, kind = json) {
    return get(this.server.port, '/buildings/new', {
      method: 'POST', body: `address_sv=${encodeURIComponent(address)}&${this.fields}`,
      headers: { ...this.headers, ...kind, Origin: `http://127.0.0.1:${this.server.port}`, 'Content-Type': 'application/x-www-form-urlencoded' },
    })
  }

  list(address) {
    return get(this.server.port, `/buildings?q=${encodeURIComponent(address)}`, { headers: { ...this.headers, ...json } })
  }

  async has(address) {
    const answer = await this.list(address)
    assert.equal(answer.status, 200, answer.body.toString())
    return answer.body.toString().includes(`"${address}"`)
  }

  isRefused(answer) {
    assert.equal(answer.status, 503, answer.body.toString())
    assert.ok(Number(answer.headers['retry-after']) > 0)
  }

  async isTaken(address) {
    const answer = await this.add(address)
    assert.ok(answer.status < 400, answer.body.toString())
    assert.ok(await this.has(address))
  }
}

test('a full disk refuses changes for a while and loses nothing', async (t) => {
  const data = join(temporaryFolder(), 'data')
  await putDemo(data)
  const desk = await Desk.opened(data, [])
  t.after(() => stop(desk.server))
  await desk.isTaken('Provgatan 1')
  limitFiles(desk.server.pid, 4096)
  const refused = await Promise.all([2, 3, 4, 5].map((number) => desk.add(`Provgatan ${number}`)))
  for (const answer of [...refused, await desk.add('Provgatan 6', html)]) {
    desk.isRefused(answer)
  }
  assert.ok(await desk.has('Provgatan 1'))
  assert.equal(await desk.has('Provgatan 2'), false)
  assert.equal(logged(desk.server, 'db.unavailable').length, 1)

  limitFiles(desk.server.pid, 'unlimited')
  await desk.isTaken('Provgatan 7')
  assert.equal(await desk.has('Provgatan 2'), false)
  assert.equal(await desk.has('Provgatan 6'), false)
  assert.equal(logged(desk.server, 'db.available').length, 1)
})

test('a PostgreSQL that goes away refuses for a while, and is found again', { skip: !Cluster.programs() && 'there is no PostgreSQL' }, async (t) => {
  const cluster = await Cluster.started(temporaryFolder())
  t.after(() => cluster.kill())
  await putDemoDatabase(cluster.location)
  const desk = await Desk.opened(temporaryFolder(), ['--database', cluster.location])
  t.after(() => stop(desk.server))
  await desk.isTaken('Provgatan 1')
  await cluster.kill()
  desk.isRefused(await desk.add('Provgatan 2'))
  desk.isRefused(await desk.add('Provgatan 3', html))
  desk.isRefused(await desk.list('Provgatan 1'))
  assert.equal(logged(desk.server, 'db.unavailable').length, 1)

  await cluster.start()
  await desk.isTaken('Provgatan 4')
  assert.ok(await desk.has('Provgatan 1'))
  assert.equal(await desk.has('Provgatan 2'), false)
})
