// Places for data, for the tests of upgrading and of backups: one on SQLite, one on PostgreSQL. Each says
// with which words a command finds its data, and loads and dumps them with the database's own tools.

import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ask, newDirectory, program, samsyn, startServer } from './support.mjs'

const later = promisify(execFile)

const toolFile = (name) => join(process.env.SAMSYN_POSTGRES_BIN ?? '', name)
const tool = (name, words, input) => execFileSync(toolFile(name), words,
  { encoding: 'utf8', input, maxBuffer: 1 << 28, stdio: ['pipe', 'pipe', 'pipe'] })

const PYTHON_LOAD = 'import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(sys.stdin.read())'
const PYTHON_ASK = `import json, sqlite3, sys
print(json.dumps(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall()))`

const json = { 'Content-Type': 'application/json', Accept: 'application/json' }

/** Ends a server and keeps its data. */
export async function stop(server) {
  const ended = new Promise((resolve) => server.child.on('exit', resolve))
  server.child.kill('SIGTERM')
  await ended
}

/** How somebody who is signed in asks. */
export async function person(server, email, password) {
  const answer = await ask(server, '/sign-in', { method: 'POST', headers: json, body: JSON.stringify({ email, password }) })
  assert.equal(answer.status, 200, answer.text)
  const headers = { ...json, Cookie: answer.headers['set-cookie'][0].split(';')[0] }
  return async (path, body) => {
    const got = await ask(server, path, body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers })
    assert.ok(got.status < 300, `${path}: ${got.status} ${got.text}`)
    return got.text ? JSON.parse(got.text) : {}
  }
}

class Place {
  directory = newDirectory()
  data = join(this.directory, 'data')

  constructor() {
    mkdirSync(this.data, { mode: 0o700 })
  }

  /** A command of the program on these data. */
  run(...words) {
    return samsyn(...words, ...this.words)
  }

  serve() {
    return startServer(this.directory, ['serve', ...this.words.slice(2)])
  }

  remove() {
    rmSync(this.directory, { recursive: true, force: true })
  }
}

export class SqlitePlace extends Place {
  static title = 'SQLite'
  static skip = false
  file = join(this.data, 'samsyn.sqlite')
  words = ['--data', this.data]

  load(sql) {
    execFileSync('python3', ['-c', PYTHON_LOAD, this.file], { input: sql })
  }

  async backUp(file) {
    await later(program, ['backup', file, ...this.words])
  }

  restore(file) {
    samsyn('restore', file, '--data', this.data)
  }

  /** Everything that a backup holds, as bytes in which a word can be looked for. */
  static contents(file) {
    return readFileSync(file)
  }

  /** Which columns there are, and what they may hold. */
  columns() {
    const rows = execFileSync('python3', ['-c', PYTHON_ASK, this.file,
      `SELECT t.name, c.name, c.type, c."notnull", c.pk FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
        WHERE t.type IN ('table', 'view') ORDER BY 1, 2`], { encoding: 'utf8' })
    return JSON.parse(rows).map((row) => row.join(' '))
  }
}

let made = 0
export class PostgresPlace extends Place {
  static title = 'PostgreSQL'
  static skip = !process.env.SAMSYN_TEST_POSTGRES && 'there is no PostgreSQL'
  database = `place_${process.pid}_${made++}`
  address = Object.assign(new URL(process.env.SAMSYN_TEST_POSTGRES), { pathname: `/${this.database}` }).href
  words = ['--data', this.data, '--database', this.address]

  constructor() {
    super()
    tool('psql', ['-qc', `CREATE DATABASE ${this.database} TEMPLATE template0 ENCODING 'UTF8'`, process.env.SAMSYN_TEST_POSTGRES])
  }

  load(sql) {
    tool('psql', ['-q', '-v', 'ON_ERROR_STOP=1', this.address], sql)
  }

  columns() {
    return tool('psql', ['-qtAc', `SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
      WHERE table_schema = 'public' ORDER BY 1, 2`, this.address]).trim().split('\n')
  }

  async backUp(file) {
    await later(toolFile('pg_dump'), ['-Fc', '--no-owner', '-f', file, this.address])
  }

  restore(file) {
    tool('pg_restore', ['--no-owner', '--exit-on-error', '-d', this.address, file])
  }

  static contents(file) {
    return Buffer.from(tool('pg_restore', ['-f', '-', file]))
  }
}

export const places = [SqlitePlace, PostgresPlace]
