// kill -9 while a file comes in pieces: every acknowledged piece is there, and what is sent on is whole.

import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { after, test } from 'node:test'
import { ask, signIn, startDemo, stopDemo } from '../http/support.mjs'

const kills = 3
const pieceBytes = 512 * 1024
const count = 40
const file = randomBytes(count * pieceBytes - 1000)

let server
after(() => stopDemo(server))

test('no acknowledged piece of a file is lost', async (t) => {
  server = await startDemo()
  const headers = await signIn(server, 'manager')
  const post = async (path, body) => {
    const answer = await ask(server, path, { method: 'POST', body: JSON.stringify(body),
      headers: { ...headers, 'Content-Type': 'application/json', Accept: 'application/json' } })
    assert.ok(answer.status < 300, answer.text)
    return JSON.parse(answer.text)
  }
  const { id } = await post('/uploads', { name: 'stor.csv', size: file.length, form: '/imports/new', field: 'file' })
  const there = async () => JSON.parse((await ask(server, `/uploads/${id}`, { headers })).text).pieces
    .map(({ number }) => Number(number))
  const acknowledged = new Set()
  for (let kill = 0; kill <= kills; kill++) {
    const has = new Set(await there())
    assert.deepEqual([...acknowledged].filter((number) => !has.has(number)), [], 'acknowledged and not there')
    const missing = [...Array(count).keys()].filter((number) => !has.has(number))
    const wanted = kill < kills ? acknowledged.size + 5 + Math.floor(Math.random() * 4) : count
    const { child } = server
    await Promise.all(Array.from({ length: 3 }, async () => {
      while (missing.length > 0 && acknowledged.size < wanted && child.exitCode === null && child.signalCode === null) {
        const number = missing.shift()
        const answer = await ask(server, `/uploads/${id}/pieces/${number}`, {
          method: 'PUT', body: file.subarray(number * pieceBytes, (number + 1) * pieceBytes),
          headers: { ...headers, 'Content-Type': 'application/octet-stream' },
        }).catch(() => null)
        if (answer?.status === 200) {
          acknowledged.add(number)
        }
        if (kill < kills && acknowledged.size >= wanted) {
          child.kill('SIGKILL') // the others are under way
        }
      }
    }))
    if (kill < kills) {
      if (child.signalCode === null) {
        await once(child, 'exit')
      }
      server = await startDemo(server.directory)
    }
  }
  await post(`/uploads/${id}/finish`, { sha256: createHash('sha256').update(file).digest('hex') })
  t.diagnostic(`${kills} kills, ${count} pieces`)
})
