// What the browser tests share: a demo of its own on a free port, a headless Chromium, and people
// who are signed in.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe } from 'node:test'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { demoDatabase, demoWords, putDemo } from '../demo.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
export const program = process.env.SAMSYN_PROGRAM ?? join(root, 'build/samsyn')
export const isLong = process.env.SAMSYN_LONG === '1'
export const languages = ['sv', 'fi', 'en']
export const schemes = ['light', 'dark']

const quietly = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** Starts the demo in a new directory; resolves when it serves. `engine`: sqlite or postgres. */
export async function startDemo({ engine = 'sqlite' } = {}) {
  if (process.env.SAMSYN_BASE) {
    return { base: process.env.SAMSYN_BASE } // while writing tests: a demo that already runs
  }
  const directory = mkdtempSync(join(tmpdir(), 'samsyn-browser-'))
  const more = engine === 'postgres' ? ['--database', await demoDatabase()] : []
  if (engine === 'sqlite') {
    await putDemo(join(directory, 'data'))
  }
  const server = { directory, more, log: '' }
  await serve(server)
  return server
}

/** Tests in a world of their own: a demo and a browser, on SQLite and, where the run has one (and it
 *  is about data, or the run is long), on PostgreSQL. `define` gets the world, filled before its tests.
 *  Tests that are many go in `lanes`: worlds beside each other, each with the tests of its own number. */
export function inWorld({ isAboutData = false, lanes = 1 } = {}, define) {
  const engines = process.env.SAMSYN_TEST_POSTGRES && (isAboutData || isLong)
    ? ['sqlite', 'postgres'] : ['sqlite']
  for (const engine of engines) {
    describe(engine, { concurrency: lanes }, () => {
      for (let lane = 0; lane < lanes; lane++) {
        describe(lanes > 1 ? `lane ${lane + 1} of ${lanes}` : 'a demo and a browser', () => {
          const world = {}
          before(async () => {
            world.server = await startDemo({ engine })
            world.browser = await startBrowser()
          })
          after(async () => {
            await world.browser?.close()
            await stopDemo(world.server)
          })
          define(world, lane)
        })
      }
    })
  }
}

async function serve(server, listen = '127.0.0.1:0') {
  const child = spawn(program, ['demo', '--data', join(server.directory, 'data'), ...demoWords,
    '--listen', listen, ...server.more],
  { stdio: ['ignore', 'pipe', 'pipe'] })
  server.child = child
  const isGone = new Promise((resolve) => child.on('exit', resolve))
  server.isGone = isGone
  server.base = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the demo does not serve\n${server.log}`)), 180_000)
    const read = (bytes) => {
      server.log += bytes
      const found = /http:\/\/[\w.:[\]]+:\d+/.exec(server.log)
      if (found) {
        clearTimeout(late)
        resolve(found[0])
      }
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    isGone.then((code) => reject(new Error(`the demo ended with ${code}\n${server.log}`)))
  })
}

/** Ends the server but keeps its data, as a power cut would (signal SIGKILL) or an update. */
export async function pauseDemo(server, signal = 'SIGTERM') {
  const { exitCode, signalCode } = server.child
  assert.ok(exitCode === null && signalCode === null,
    `the server ended by itself (${exitCode ?? signalCode})\n${server.log.slice(-2000)}`)
  server.child.kill(signal)
  await server.isGone
}

/** Starts a paused server again at the same address. */
export async function resumeDemo(server) {
  const listen = new URL(server.base).host
  server.log = ''
  await serve(server, listen)
}

export async function stopDemo(server) {
  if (!server?.child) {
    return
  }
  try {
    await pauseDemo(server)
  } finally {
    rmSync(server.directory, { recursive: true, force: true })
  }
}

export async function startBrowser() {
  return chromium.launch({
    executablePath: process.env.SAMSYN_CHROMIUM ?? '/usr/bin/chromium-headless-shell', args: quietly,
  })
}

/** A window of somebody: `role` is a key of the demo, absent for a visitor. */
export async function open({ browser, server }, {
  role, language = 'en', scheme = 'light', width = 1280, height = 900, javaScript = true, zoom = 1,
} = {}) {
  const context = await browser.newContext({
    baseURL: server.base, colorScheme: scheme, locale: language, javaScriptEnabled: javaScript,
    viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
    deviceScaleFactor: 1, reducedMotion: 'reduce', acceptDownloads: true,
  })
  context.setDefaultTimeout(10_000)
  await speak(context, server, language)
  if (role) {
    const reply = await context.request.post('/demo/sign-in', {
      form: { role }, headers: { Origin: server.base }, maxRedirects: 0,
    })
    assert.ok(reply.status() < 400, `sign in as ${role}: ${reply.status()}`)
  }
  const page = await context.newPage()
  page.trouble = []
  page.on('pageerror', (error) => page.trouble.push(String(error)))
  // What a page was fetching when one went on to the next is broken off; that is no trouble.
  let isLeaving = false
  page.on('request', (request) => { isLeaving ||= request.isNavigationRequest() && request.frame() === page.mainFrame() })
  page.on('domcontentloaded', () => { isLeaving = false })
  page.on('console', (message) => {
    const text = message.text()
    const isBrokenOff = isLeaving && /Failed to fetch/.test(text)
    if (message.type() === 'error' && !/status of (4|5)\d\d/.test(text) && !isBrokenOff) {
      page.trouble.push(text)
    }
  })
  return page
}

/** The choice of this browser goes before what the demo's person has in the settings. */
export function speak(context, server, language) {
  return context.addCookies([{ name: 'samsyn_language', value: language, url: server.base }])
}

/** Shows an address and waits until it is whole. */
export async function visit(page, path) {
  const reply = await page.goto(path, { waitUntil: 'load' })
  await page.evaluate(() => document.fonts?.ready)
  return reply
}

export async function close(page) {
  await page.context().close()
}
