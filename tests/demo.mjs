// The demo that tests begin with. Making it takes seconds, on PostgreSQL more, so a run of ./test makes
// it once on each database and everybody gets a copy: SAMSYN_DEMO is the run's folder for it. Without
// that (one file of tests alone) each server makes its own.

import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const program = process.env.SAMSYN_PROGRAM ?? join(root, 'build/samsyn')
const patienceMs = 240_000

/** What every demo of a test is started with, besides its address. */
export const demoWords = ['--seed', '7', '--now', '2026-11-19T09:00+01:00']

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

async function until(isTrue, what) {
  const deadline = Date.now() + patienceMs
  while (!isTrue()) {
    if (Date.now() > deadline) {
      throw new Error(`not within ${patienceMs} ms: ${what}`)
    }
    await pause(100)
  }
}

/** Starts the demo until it serves, and stops it: then it is made. */
async function make(data, more = []) {
  const log = `${data}.log`
  const file = openSync(log, 'w')
  const child = spawn(program, ['demo', '--data', data, '--listen', '127.0.0.1:0', ...demoWords, ...more], { stdio: ['ignore', file, file] })
  const ended = new Promise((resolve) => child.on('exit', resolve))
  try {
    await until(() => child.exitCode !== null || /http:\/\/127/.test(readFileSync(log, 'utf8')), 'the demo serves')
    if (child.exitCode !== null) {
      throw new Error(`the demo ended: ${readFileSync(log, 'utf8').slice(-2000)}`)
    }
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

/** The first who asks makes it, the others wait: `isMade` looks, `makes` makes. */
async function madeOnce(mark, isMade, makes) {
  if (isMade()) {
    return
  }
  try {
    mkdirSync(mark)
  } catch (error) {
    if (error.code !== 'EEXIST') {
      throw error
    }
    await until(isMade, `somebody else makes the demo (${mark})`)
    return
  }
  if (!isMade()) {
    await makes()
  }
}

/** Puts the demo's data at `data`, which must not be there yet; or nothing, and the program makes it. */
export async function putDemo(data) {
  const folder = process.env.SAMSYN_DEMO
  if (!folder) {
    return
  }
  mkdirSync(folder, { recursive: true })
  const made = join(folder, 'sqlite')
  await madeOnce(`${made}.mark`, () => existsSync(made), async () => {
    await make(`${made}.making`)
    renameSync(`${made}.making`, made)
  })
  cpSync(made, data, { recursive: true })
}

function run(name, ...words) {
  const file = process.env.SAMSYN_POSTGRES_BIN ? join(process.env.SAMSYN_POSTGRES_BIN, name) : name
  return execFileSync(file, words, { encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'pipe'] }).trim()
}

const psql = (address, ...commands) =>
  run('psql', '-qtA', '-v', 'ON_ERROR_STOP=1', ...commands.flatMap((it) => ['-c', it]), address.href)

async function madeDatabase(address) {
  const isMade = () => psql(address, "SELECT 1 FROM pg_database WHERE datname = 'demo_made'") === '1'
  const folder = process.env.SAMSYN_DEMO ?? join(tmpdir(), `samsyn-demo-${address.port || '5432'}-${process.ppid}`)
  mkdirSync(folder, { recursive: true })
  await madeOnce(join(folder, `postgres-${address.port || '5432'}.mark`), isMade, async () => {
    psql(address, "CREATE DATABASE demo_making TEMPLATE template0 ENCODING 'UTF8'")
    const made = new URL(address)
    made.pathname = '/demo_making'
    const data = mkdtempSync(join(tmpdir(), 'samsyn-demo-'))
    await make(join(data, 'data'), ['--database', made.href])
    rmSync(data, { recursive: true })
    psql(address, 'ALTER DATABASE demo_making RENAME TO demo_made')
    if (!process.env.SAMSYN_DEMO) {
      rmSync(folder, { recursive: true })
    }
  })
  const made = new URL(address)
  made.pathname = '/demo_made'
  return made
}

/** A database of the run's own PostgreSQL (SAMSYN_TEST_POSTGRES) with the demo in it. */
export async function demoDatabase() {
  const address = new URL(process.env.SAMSYN_TEST_POSTGRES)
  await madeDatabase(address)
  const name = `demo_${process.pid}_${Date.now()}`
  psql(address, `CREATE DATABASE ${name} TEMPLATE demo_made`)
  address.pathname = `/${name}`
  return address.href
}

/** Puts the demo into an empty database of another server, where the run has a PostgreSQL to take it from. */
export async function putDemoDatabase(location) {
  if (process.env.SAMSYN_TEST_POSTGRES) {
    const made = await madeDatabase(new URL(process.env.SAMSYN_TEST_POSTGRES))
    const folder = mkdtempSync(join(tmpdir(), 'samsyn-demo-'))
    const file = join(folder, 'demo')
    run('pg_dump', '-Fc', '-Z0', '--no-owner', '-f', file, made.href)
    run('pg_restore', '--no-owner', '-d', location, file)
    rmSync(folder, { recursive: true })
  }
}
