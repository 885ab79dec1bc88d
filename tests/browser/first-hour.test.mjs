// From an empty installation to one that colleagues use, with files as a company has them, on a phone and
// without a manual; and an organisation that does without a module meets no word of it.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { close, open, program, startBrowser, visit } from './support.mjs'

const file = (name) => fileURLToPath(new URL(`../data/first-hour/${name}`, import.meta.url))
const world = {}
let invitation

async function serve() {
  const child = spawn(program, ['serve', '--data', join(world.directory, 'data'), '--listen', world.listen ?? '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  world.child = child
  const said = await new Promise((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (piece) => {
      text += piece
      if (/http:\S+\n/.test(text)) {
        resolve(text)
      }
    })
    child.on('exit', (code) => reject(new Error(`it ended with ${code}: ${text}`)))
  })
  world.server = { base: /http:\/\/[\d.:]+/.exec(said)[0] }
  world.listen = new URL(world.server.base).host
  return said
}

before(async () => {
  world.directory = mkdtempSync(join(tmpdir(), 'samsyn-first-'))
  const said = await serve()
  invitation = /http:\S+\/first\/\S+/.exec(said)?.[0]
  world.browser = await startBrowser()
})
after(async () => {
  await world.browser?.close()
  world.child.kill('SIGTERM')
  rmSync(world.directory, { recursive: true, force: true })
})

const states = (page) => page.locator('ol.items .ds-tag').allInnerTexts()
const save = (page) => page.locator('#form button[type=submit]').first().click()

async function bringIn(page, step, name, rows) {
  await visit(page, '/setup')
  await page.locator('ol.items a', { hasText: step }).click()
  await page.waitForURL(/\/imports\/new\?kind=/)
  await page.locator('input[type=file]').setInputFiles(file(name))
  await save(page)
  await page.waitForURL(/\/imports\/\d+/)
  await page.locator('progress').waitFor({ state: 'detached' })
  await page.locator('form[action$="/apply"] button').click()
  await page.locator('form[action$="/undo"]').waitFor()
  const figures = await page.locator('.figures div').allInnerTexts()
  assert.ok(figures.some((it) => new RegExp(`\\b${rows}\\b`).test(it)), `${step}: ${figures.join(' | ')}`)
}

test('COR_14 the first hour leads from nothing to homes with residents and a second person with a role', async () => {
  assert.ok(invitation, 'whoever starts it is told where to begin')
  const page = await open(world, { width: 360, height: 740 })
  assert.equal((await visit(page, `${world.server.base}/first/guess`)).status(), 404)
  await visit(page, invitation)
  await page.locator('[name=organisation]').fill('Provköpings bostäder')
  await page.locator('[name=name]').fill('Anna Provell')
  await page.locator('[name=email]').fill('anna@example.org')
  await page.locator('[name=password]').fill('kort')
  await save(page)
  assert.match(await page.locator('.ds-error-summary').innerText(), /10/)
  assert.equal(await page.locator('[name=name]').inputValue(), 'Anna Provell')
  await page.locator('[name=password]').fill('en mening som är lång')
  await save(page)
  await page.waitForURL(/\/setup$/)
  assert.equal((await visit(page, invitation)).status(), 404, 'who comes second is not let in')

  await visit(page, '/')
  await page.locator('.hero a').click()
  await page.locator('.page-head a.ds-button').click()
  await page.waitForURL(/\/setup\/organisation$/)
  await page.locator('[name=language]').selectOption('sv')
  await page.locator('[name=zone]').selectOption('Europe/Stockholm')
  await save(page)
  await page.waitForURL(/\/setup$/)

  await page.locator('.page-head a.ds-button').click()
  await page.waitForURL(/\/setup\/modules$/)
  await page.locator('#module-customers').uncheck()
  await page.locator('#module-sites').uncheck()
  await save(page)
  await page.waitForURL(/\/setup$/)
  assert.equal(await page.locator('ol.items', { hasText: 'Customers' }).count(), 0)

  await page.locator('.page-head a.ds-button').click()
  await page.waitForURL(/\/areas\/new$/)
  await page.locator('[name=name]').fill('Provköping')
  await save(page)
  await page.waitForURL(/\/areas$/)
  await close(page)
})

test('COR_14 a step that was left is resumed after the program was stopped, and one may be put off', async () => {
  world.child.kill('SIGTERM')
  await new Promise((resolve) => world.child.once('exit', resolve))
  const said = await serve()
  assert.doesNotMatch(said, /first\//, 'nobody new is invited')
  const page = await open(world, { width: 360, height: 740 })
  await signIn(page)
  await visit(page, '/setup')
  assert.deepEqual((await states(page)).slice(0, 3), ['Done', 'Done', 'Done'])
  await page.locator('ol.items li', { hasText: 'roles' }).locator('button').click()
  await page.waitForURL(/\/setup$/)
  assert.equal((await states(page)).at(-1), 'Put off')
  await page.locator('ol.items li', { hasText: 'roles' }).locator('button').click()
  await page.waitForURL(/\/setup$/)
  assert.equal((await states(page)).at(-1), 'Left')
  await close(page)
})

async function signIn(page) {
  await visit(page, '/sign-in')
  await page.locator('[name=email]').first().fill('anna@example.org')
  await save(page)
  await page.locator('input[type=password]').fill('en mening som är lång')
  await save(page)
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
}

test("COR_14 the company's own files bring in buildings, homes and tenancies, and a colleague gets a role", async () => {
  const page = await open(world, { width: 360, height: 740 })
  await signIn(page)
  await bringIn(page, 'Colleagues', 'personal.csv', 3)
  await bringIn(page, 'Buildings', 'hus.csv', 3)
  await bringIn(page, 'Homes', 'bostader.csv', 4)
  await bringIn(page, 'Tenancies', 'kontrakt.csv', 3)

  await visit(page, '/people')
  await page.locator('main a', { hasText: 'Kajsa Kollega' }).click()
  await page.waitForURL(/\/people\/\d+$/)
  await page.locator('[name=role]').selectOption('manager')
  await page.locator('[name=scope_type]').selectOption('all')
  await page.locator('form:has([name=role]) button[type=submit]').first().click()
  await page.locator('main', { hasText: 'Property manager' }).getByText('Everywhere').first().waitFor()

  await visit(page, '/setup')
  const left = (await states(page)).filter((it) => it !== 'Done')
  assert.deepEqual(left.filter((it) => it === 'Next'), [], left.join())
  await visit(page, '/tenancies')
  assert.match(await page.locator('main').innerText(), /Lindallén 2/)
  await close(page)
})

test('COR_14 housing only: no page speaks of customers, properties or sites, and their addresses are not there', async () => {
  const page = await open(world)
  await signIn(page)
  for (const path of ['/customers', '/properties', '/sites', '/customers/new']) {
    assert.equal((await visit(page, path)).status(), 404, path)
  }
  const seen = new Set()
  const waiting = ['/', '/system', '/imports/new', '/people', '/privacy', '/setup']
  const wrong = []
  while (waiting.length > 0 && seen.size < 120) {
    const path = waiting.shift()
    if (seen.has(path.replace(/\d+/g, '0'))) {
      continue
    }
    seen.add(path.replace(/\d+/g, '0'))
    const answer = await page.request.get(path, { headers: { Accept: 'text/html' } })
    const text = await answer.text()
    if (!/html/.test(answer.headers()['content-type'] ?? '') || path.startsWith('/setup/modules') || path.startsWith('/system') || path.startsWith('/audit')) {
      continue
    }
    const body = text.replace(/<head>[\s\S]*?<\/head>/, '').replace(/<[^>]*>/g, ' ')
    const word = /\b(Customers|Properties|Sites|customer number)\b/.exec(body)
    if (word) {
      wrong.push(`${path}: ${word[0]} (${body.slice(Math.max(0, word.index - 40), word.index + 40).replace(/\s+/g, ' ')})`)
    }
    for (const [, href] of text.matchAll(/<a[^>]* href="(\/[^"#]*)"/g)) {
      if (!/^\/(assets|live|sv|fi|en)\b|format=|_language/.test(href)) {
        waiting.push(href.replaceAll('&amp;', '&'))
      }
    }
  }
  assert.ok(seen.size > 20, `only ${seen.size} pages`)
  assert.deepEqual(wrong, [])
  await close(page)
})

test('COR_14 without homes a building leads to none', async () => {
  const page = await open(world)
  await signIn(page)
  await visit(page, '/setup/modules')
  await page.locator('#module-homes').uncheck()
  await save(page)
  await page.waitForURL(/\/setup$/)
  await visit(page, '/buildings')
  await page.locator('table.list tbody th a').first().click()
  await page.waitForURL(/\/buildings\/\d+$/)
  assert.equal(await page.locator('main a[href*="homes"], main a[href*="stairs"], .nav a[href="/tenancies"]').count(), 0)
  assert.equal((await visit(page, '/homes')).status(), 404)
  await close(page)
})
