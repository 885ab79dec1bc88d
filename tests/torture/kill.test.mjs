// kill -9 at any moment under write load: every acknowledged change is there, none is half done.
//
// torture-writer changes the database on eight threads and prints each change that was acknowledged.
// It is killed after a random while; on PostgreSQL every other time the server is killed instead, and
// must be served again without anybody starting the writer anew. The checker then looks at what is there.
// SAMSYN_KILLS says how often (./test: 20, ./test long: 200).

import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import { Cluster } from './cluster.mjs'

const kills = Number(process.env.SAMSYN_KILLS ?? 20)
const writerProgram = join(dirname(process.env.SAMSYN_PROGRAM ?? 'build/samsyn'), 'tests/torture/torture-writer')
const patienceMs = 30_000
const children = new Set()
const folders = []

after(() => {
  for (const child of children) {
    child.kill('SIGKILL')
  }
  for (const folder of folders) {
    rmSync(folder, { recursive: true, force: true })
  }
})

function start(program, options, how = {}) {
  const child = spawn(program, options, { stdio: ['ignore', 'pipe', 'ignore'], ...how })
  children.add(child)
  child.ended = once(child, 'exit').then(() => children.delete(child))
  return child
}

async function kill(child) {
  child.kill('SIGKILL')
  await child.ended
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const aMoment = () => pause(10 + Math.random() * 300)

// A running writer: `lines` are the changes that it said were acknowledged.
class Writer {
  constructor(location) {
    this.lines = []
    this.complaints = []
    this.child = start(writerProgram, ['write', location])
    createInterface({ input: this.child.stdout }).on('line', (line) => {
      (/^\d+ \d+$/.test(line) ? this.lines : this.complaints).push(line)
    })
  }

  // Waits until it has had more acknowledged than so many.
  async goesOn(than) {
    const deadline = performance.now() + patienceMs
    while (this.lines.length <= than) {
      assert.ok(performance.now() < deadline, 'the writer does not go on')
      assert.deepEqual(this.complaints, [])
      await pause(5)
    }
  }

  async kill() {
    await kill(this.child)
    assert.deepEqual(this.complaints, [])
  }
}

function check(location, lines) {
  const { status, stdout } = spawnSync(writerProgram, ['check', location], { input: lines.map((line) => `${line}\n`).join(''), encoding: 'utf8' })
  assert.equal(status, 0, stdout)
  return stdout.trim()
}

function newFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'samsyn-kill-'))
  folders.push(folder)
  return folder
}

test('on SQLite every acknowledged change survives the kill of the program', { skip: !existsSync(writerProgram) && 'the writer is not built' }, async (t) => {
  const location = join(newFolder(), 'samsyn.db')
  let acknowledged = 0
  let last = ''
  for (let round = 0; round < kills; round++) {
    const writer = new Writer(location)
    await writer.goesOn(0)
    await aMoment()
    await writer.kill()
    acknowledged += writer.lines.length
    last = check(location, writer.lines)
  }
  t.diagnostic(`${kills} kills, ${acknowledged} changes acknowledged; the last check: ${last}`)
})

test('on PostgreSQL every acknowledged change survives the kill of the program or of the server', { skip: !(existsSync(writerProgram) && Cluster.programs()) && 'there is no PostgreSQL' }, async (t) => {
  const cluster = await Cluster.started(newFolder())
  let writer = new Writer(cluster.location)
  let unchecked = 0
  let acknowledged = 0
  let last = ''
  for (let round = 0; round < kills; round++) {
    await writer.goesOn(writer.lines.length)
    await aMoment()
    if (round % 2 === 0) {
      await cluster.kill()
      await cluster.start()
      await writer.goesOn(writer.lines.length)
      last = check(cluster.location, writer.lines.slice(unchecked, writer.lines.length - 1))
      unchecked = writer.lines.length - 1
    } else {
      await writer.kill()
      last = check(cluster.location, writer.lines.slice(unchecked))
      acknowledged += writer.lines.length
      writer = new Writer(cluster.location)
      unchecked = 0
    }
  }
  await writer.kill()
  acknowledged += writer.lines.length
  last = check(cluster.location, writer.lines.slice(unchecked))
  await cluster.kill()
  t.diagnostic(`${kills} kills, ${acknowledged} changes acknowledged; the last check: ${last}`)
})
