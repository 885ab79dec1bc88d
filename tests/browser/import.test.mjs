// A company brings its own file: sees first, is told what is wrong and where, writes, and takes it
// back without touching what others changed since.

import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { faultyFile, goodFile, handIn, realFile } from './catalogue.mjs'
import { close, inWorld, open, visit } from './support.mjs'

inWorld({ isAboutData: true }, (world) => {
  async function count(page, words) {
    await visit(page, `/buildings?text=${encodeURIComponent(words)}`)
    return page.locator('table.list tbody tr').count()
  }

  test('a faulty file is refused by line, column and reason, and nothing is written', async () => {
    const page = await open(world, { role: 'manager' })
    await handIn(page, 'fel.csv', faultyFile)
    const refused = page.locator('section', { hasText: 'Refused lines' }).locator('tbody tr')
    const words = await refused.allInnerTexts()
    assert.ok(words.some((it) => it.includes('2') && it.includes('19877')), words.join('\n'))
    assert.ok(words.some((it) => it.includes('3')), words.join('\n'))
    assert.equal(await count(page, 'Felgatan'), 0)
    await close(page)
  })

  test('a file is checked, written and undone; what was changed since is left and listed', async () => {
    const page = await open(world, { role: 'manager' })
    await handIn(page, 'byggnader.csv', goodFile)
    const address = page.url()
    assert.equal(await count(page, 'Provgatan'), 0)
    await visit(page, address)
    await page.locator('form[action$="/apply"] button').click()
    await page.locator('form[action$="/undo"]').waitFor()
    assert.equal(await count(page, 'Provgatan'), 2)

    await page.locator('table.list tbody th a').first().click()
    await page.waitForURL(/\/buildings\/\d+$/)
    const sheet = page.url()
    assert.match(await page.locator('.history').innerText(), /imported/)
    await visit(page, `${sheet}/edit`)
    await page.locator('[name=floors]').fill('12')
    await page.locator('#form button[type=submit]').first().click()
    await page.waitForURL(/\/buildings\/\d+$/)

    await visit(page, address)
    await page.locator('form[action$="/undo"] button').click()
    await page.locator('dialog [data-yes]').click()
    await page.locator('form[action$="/undo"]').waitFor({ state: 'detached' })
    await page.locator('progress').waitFor({ state: 'detached' })
    const kept = page.locator('section', { hasText: 'Left as they are' })
    await kept.first().waitFor()
    assert.match(await kept.first().innerText(), /12/)
    await visit(page, sheet)
    assert.match(await page.locator('[data-live-key=facts] .facts').innerText(), /12/)
    await close(page)
  })

  test('REG_13_an_admin_sets_up_a_staff_feed_by_keyboard_on_a_phone', async () => {
    const page = await open(world, { role: 'admin', width: 360 })
    const folder = join(world.server.directory, 'data', 'feeds', 'hr')
    mkdirSync(folder, { recursive: true })
    const lines = [1, 2, 3].map((it) => `F${it};Ny Person ${it};Provenheten\n`).join('')
    writeFileSync(join(folder, 'lista-1.csv'), `Nr;Hela namnet;Enhet\n${lines}`)

    const press = async (locator) => {
      await locator.focus()
      await page.keyboard.press('Enter')
    }
    const type = async (name, text) => {
      await page.locator(`#form [name=${name}]`).focus()
      await page.keyboard.press('Control+a')
      await page.keyboard.insertText(text)
    }
    await visit(page, '/feeds')
    await press(page.locator('a[href="/feeds/new"]'))
    await page.waitForURL(/\/feeds\/new$/)
    await type('name', 'Prov')
    await page.locator('#form [name=kind]').focus()
    await page.keyboard.type('Staff')
    await page.locator('#form [name=area_id]').focus()
    await page.keyboard.type('Björkvik B')
    await type('folder', 'hr')
    await type('pattern', 'lista-*.csv')
    await type('mapping', 'Nr = external_id\nHela namnet = Name')
    await press(page.locator('#form button[type=submit]').first())
    await page.waitForURL(/\/feeds\/\d+$/)
    assert.match(await page.locator('main').innerText(), /lista-1\.csv/)
    await press(page.locator('form[action$="/run"] button'))
    await page.waitForURL(/\/feeds\/runs\/\d+/)
    await page.locator('#run:not([data-hx-get])').waitFor()
    await visit(page, page.url())
    assert.match(await page.locator('.state').innerText(), /Written/)
    assert.match(await page.locator('#list').innerText(), /Ny Person 2/)
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360)
    await close(page)
  })

  test('the same file handed in twice changes nothing the second time', async () => {
    const page = await open(world, { role: 'manager' })
    const twice = goodFile.replaceAll('9000000', '9100000').replaceAll('Provgatan', 'Samma väg')
    await handIn(page, 'samma.csv', twice)
    await page.locator('form[action$="/apply"] button').click()
    await page.locator('form[action$="/undo"]').waitFor()
    await handIn(page, 'samma.csv', twice)
    const figures = await page.locator('.figures div').allInnerTexts()
    assert.ok(figures.some((it) => /as before/.test(it) && /\b2\b/.test(it)), figures.join('\n'))
    await close(page)
  })

  test('Latin-1 with commas is read as it is', async () => {
    const page = await open(world, { role: 'manager' })
    const text = 'permanent_id,address_sv,postcode,city,stage\n920000001A,Ödesvägen 1,12345,Åby,in_use\n'
    await handIn(page, 'latin.csv', Buffer.from(text, 'latin1'))
    await page.locator('form[action$="/apply"] button').click()
    await page.locator('form[action$="/undo"]').waitFor()
    assert.equal(await count(page, 'Ödesvägen'), 1)
    await close(page)
  })

  test('20 MB on a phone: the network goes and comes, and the file goes on where it was', async (context) => {
    if (world.server.more?.length > 0) {
      context.skip('once is enough')
      return
    }
    const page = await open(world, { role: 'manager', width: 360, height: 740 })
    const pieces = new Map()
    page.on('request', (request) => {
      const number = /\/pieces\/(\d+)$/.exec(request.url())?.[1]
      if (number) {
        pieces.set(number, (pieces.get(number) ?? 0) + 1)
      }
    })
    await page.route('**/pieces/12', async (route) => {
      await page.context().setOffline(true)
      await route.abort()
    }, { times: 1 })
    await visit(page, '/imports/new')
    await page.locator('input[type=file]').evaluate((input) => {
      const filler = 'x'.repeat(8000)
      const lines = Array.from({ length: 2560 }, (_, i) =>
        `94000${String(i).padStart(4, '0')}A;Stora gatan ${i};123 45;Björkvik;in_use;${filler}\n`)
      const chosen = new DataTransfer()
      chosen.items.add(new File(['permanent_id;address_sv;postcode;city;stage;utfyllnad\n', ...lines], 'stor.csv', { type: 'text/csv' }))
      input.files = chosen.files
    })
    await page.locator('main form .actions button[type=submit]').first().click()
    const panel = page.locator('.upload')
    await panel.getByRole('status').filter({ hasText: 'No connection' }).waitFor()
    const share = await panel.getByRole('progressbar').evaluate((it) => it.value)
    assert.ok(share > 0 && share < 1, `${share} has arrived`)
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true)
    await panel.getByRole('button', { name: 'Pause' }).click()
    await panel.getByRole('status').filter({ hasText: 'Paused' }).waitFor()
    await page.context().setOffline(false)
    await panel.getByRole('button', { name: 'Go on' }).click()
    await page.waitForURL(/\/imports\/\d+/, { timeout: 60_000 })
    await page.locator('.figures').waitFor({ timeout: 60_000 })
    assert.match(await page.locator('.figures').innerText(), /2,560/)
    assert.ok(pieces.size >= 40 && [...pieces.values()].filter((times) => times > 1).length <= 3,
      'only what was under way is sent again')
    await close(page)
  })

  test('the national extract as it is delivered', async (context) => {
    const file = realFile('transport-register-fi/test_data_import/DVV_original.xlsx')
    if (!file) {
      context.skip('../shared is not here')
      return
    }
    const page = await open(world, { role: 'manager' })
    await handIn(page, 'dvv.xlsx', file, 'fi-buildings')
    assert.ok(await page.locator('.figures').count())
    await close(page)
  })
})
