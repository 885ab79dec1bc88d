// The k-th allocation fails: one line, exit 1, and whole after a restart.
//
// Developer builds read SAMSYN_FAIL_ALLOCATION=k once at start. Every early k is tried, then ever larger
// ones, first while torture-writer changes a database on eight threads, then while the program makes its
// demo and serves it. ./test long tries ten times as many.

import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'

const program = process.env.SAMSYN_PROGRAM ?? 'build/samsyn'
const writerProgram = join(dirname(program), 'tests/torture/torture-writer')
const isLong = Boolean(process.env.SAMSYN_LONG)
const line = /^samsyn: out of memory \(allocation \d+, as asked for\)$/
const folders = []

after(() => {
  for (const folder of folders) {
    rmSync(folder, { recursive: true, force: true })
  }
})

function newFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'samsyn-allocation-'))
  folders.push(folder)
  return folder
}

// 1, 2, 3 … `every`, then each larger by `factor`.
function* allocations(every, factor) {
  for (let k = 1; ; k = k < every ? k + 1 : Math.ceil(k * factor)) {
    yield k
  }
}

function runWithout(k, command, options, timeout = 60_000) {
  const environment = { ...process.env, SAMSYN_FAIL_ALLOCATION: String(k) }
  return spawnSync(command, options, { env: environment, encoding: 'utf8', timeout, killSignal: 'SIGKILL' })
}

// What was said besides the log and the progress.
function said(stderr) {
  return stderr.split('\n').filter((text) => text.startsWith('samsyn: '))
}

test('a writer without memory stops with one line and loses nothing acknowledged', { skip: !existsSync(writerProgram) && 'the writer is not built' }, (t) => {
  const location = join(newFolder(), 'samsyn.db')
  let acknowledged = 0
  let tried = 0
  for (const k of allocations(isLong ? 300 : 12, isLong ? 1.05 : 1.7)) {
    if (k > (isLong ? 200_000 : 20_000)) {
      break
    }
    const { status, signal, stdout, stderr } = runWithout(k, writerProgram, ['write', location])
    assert.deepEqual([status, signal], [1, null], `allocation ${k}: ${stderr}`)
    assert.match(said(stderr).join('\n'), line, `allocation ${k}`)
    // The last line may have been cut by the end.
    const lines = stdout.split('\n').slice(0, -1).filter((text) => /^\d+ \d+$/.test(text))
    const looked = spawnSync(writerProgram, ['check', location], { input: lines.map((text) => `${text}\n`).join(''), encoding: 'utf8' })
    assert.equal(looked.status, 0, `allocation ${k}: ${looked.stdout}${looked.stderr}`)
    acknowledged += lines.length
    tried++
  }
  assert.ok(acknowledged > 0, 'no change was ever acknowledged')
  t.diagnostic(`${tried} allocations failed, ${acknowledged} changes acknowledged`)
})

// Starts the demo; gives back its address once it answers, then stops it.
async function serves(folder) {
  const child = spawn(program, ['demo', '--data', folder, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  const ended = once(child, 'exit')
  try {
    const address = await new Promise((resolve, reject) => {
      const look = (piece) => {
        text += piece
        const found = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(text)
        if (found) {
          resolve(found[0])
        }
      }
      child.stdout.setEncoding('utf8').on('data', look)
      child.stderr.setEncoding('utf8').on('data', look)
      child.on('exit', () => reject(new Error(`it does not start again: ${text}`)))
      setTimeout(() => reject(new Error(`it says no address: ${text}`)), 30_000).unref()
    })
    const answer = await fetch(`${address}/healthz`)
    assert.equal(answer.status, 200)
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

test('a start without memory stops with one line, and the next one is whole', { skip: !existsSync(program) && 'the program is not built' }, async (t) => {
  const folder = newFolder()
  let tried = 0
  let restarts = 0
  for (const k of allocations(isLong ? 100 : 10, isLong ? 1.2 : 2.2)) {
    // What is made so far stays, so that a later k meets half-made demos.
    const data = join(folder, String(k % 3))
    const { status, signal, stderr } = runWithout(k, program, ['demo', '--data', data, '--listen', '127.0.0.1:0'], 8_000)
    if (signal === 'SIGKILL') {
      break // it served: so many allocations are not made at the start
    }
    assert.equal(status, 1, `allocation ${k}: ${stderr}`)
    assert.match(said(stderr).join('\n'), line, `allocation ${k}`)
    tried++
    if (isLong || tried % 6 === 0) {
      await serves(data)
      restarts++
    }
  }
  assert.ok(tried > 10, 'the start allocates more than that')
  await serves(newFolder())
  t.diagnostic(`${tried} allocations failed, ${restarts} restarts after them served`)
})
