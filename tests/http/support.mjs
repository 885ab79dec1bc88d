// What the HTTP tests share: a demo of its own on a free port, people who are signed in, and requests
// that are sent exactly as they are written.

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { demoWords, putDemo } from '../demo.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
export const program = process.env.SAMSYN_PROGRAM ?? join(root, 'build/samsyn')

export const newDirectory = () => mkdtempSync(join(tmpdir(), 'samsyn-http-'))

/** What a command of the program says; throws when it does not end with 0. */
export const samsyn = (...words) =>
  execFileSync(program, words, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] })

/** Starts the demo in a new directory, or again in its own; resolves when it serves. */
export async function startDemo(directory = newDirectory(), more = []) {
  const data = join(directory, 'data')
  if (!existsSync(data) && more.length === 0) {
    await putDemo(data)
  }
  return startServer(directory, ['demo', ...demoWords, ...more])
}

/** Starts `serve` or `demo` on the data in a directory; resolves when it serves. */
export async function startServer(directory, words) {
  const log = join(directory, 'log')
  const file = openSync(log, 'w')
  const child = spawn(program, [...words, '--data', join(directory, 'data'), '--listen', '127.0.0.1:0'],
    { stdio: ['ignore', 'pipe', file] })
  let said = ''
  child.stdout.on('data', (piece) => { said += piece })
  for (let tries = 0; tries < 600; tries++) {
    const found = /http:\/\/127\.0\.0\.1:(\d+)/.exec(said)
    if (found) {
      return { directory, log, child, port: Number(found[1]), sessions: new Map() }
    }
    if (child.exitCode !== null) {
      break
    }
    await pause(100)
  }
  child.kill('SIGKILL')
  throw new Error(`the server did not start: ${said} ${readFileSync(log, 'utf8')}`)
}

export async function stopDemo(server) {
  if (!server) {
    return
  }
  server.child.kill('SIGTERM')
  if (server.child.exitCode === null) {
    await once(server.child, 'exit')
  }
  rmSync(server.directory, { recursive: true, force: true })
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** One request on a connection of its own, and its whole answer. */
export function ask(server, path, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: server.port, path, method, agent: false, headers }, (answer) => {
      const pieces = []
      answer.on('data', (piece) => pieces.push(piece))
      answer.on('end', () => {
        const text = Buffer.concat(pieces).toString()
        resolve({ status: answer.statusCode, headers: answer.headers, text })
      })
      answer.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** A new session; undefined when nobody in the demo has the role. */
export async function signIn(server, role) {
  const answer = await ask(server, '/demo/sign-in', {
    method: 'POST', body: `role=${role}`,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
  })
  const cookie = (answer.headers['set-cookie'] ?? []).find((it) => it.startsWith('samsyn_session='))
  return cookie && { Cookie: cookie.split(';')[0] }
}

/** Bytes as they are, and what came back until the server closed or `milliseconds` had passed. */
export function raw(server, bytes, milliseconds = 5000) {
  return new Promise((resolve) => {
    let came = ''
    const socket = connect(server.port, '127.0.0.1', () => socket.write(bytes))
    const end = () => {
      socket.destroy()
      resolve(came)
    }
    const timer = setTimeout(end, milliseconds)
    socket.on('data', (piece) => { came += piece.toString('latin1') })
    socket.on('close', () => {
      clearTimeout(timer)
      end()
    })
    socket.on('error', () => {})
  })
}

export const statusOf = (text) => Number(/^HTTP\/1\.1 (\d\d\d) /.exec(text)?.[1])
