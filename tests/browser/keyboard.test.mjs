// The main stories with the keyboard alone: every step is a key, and what has the focus can be seen.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstBuilding } from './catalogue.mjs'
import { close, inWorld, open, visit } from './support.mjs'

inWorld({}, (world) => {
  /** Presses Tab until the element has the focus, as somebody without a mouse must. */
  async function tabTo(page, locator, most = 60) {
    for (let presses = 0; presses < most; presses++) {
      if (await locator.evaluate((it) => it === document.activeElement).catch(() => false)) {
        const [outline, shadow] = await locator.evaluate((it) => {
          const style = getComputedStyle(it)
          return [style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0, style.boxShadow !== 'none']
        })
        assert.ok(outline || shadow, 'what has the focus is not marked')
        return
      }
      await page.keyboard.press('Tab')
    }
    assert.fail(`not reached with ${most} tabs: ${locator}`)
  }

  test('the first Tab offers to skip to the content', async () => {
    const page = await open(world, { role: 'manager' })
    await visit(page, '/buildings')
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), '#main')
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate(() => document.activeElement.id), 'main')
    await close(page)
  })

  test('signing in, by keyboard', async () => {
    const page = await open(world)
    await visit(page, '/sign-in')
    const name = page.locator('main input:not([type=hidden]):not([type=password])').first()
    await tabTo(page, name)
    await page.keyboard.type('nobody@example.com')
    await page.keyboard.press('Enter')
    await page.locator('[type=password]').waitFor()
    await tabTo(page, page.locator('[type=password]'))
    await page.keyboard.type('not the password')
    await page.keyboard.press('Enter')
    await page.locator('.ds-error-summary').waitFor()
    assert.equal(await name.inputValue(), 'nobody@example.com')
    assert.equal(await page.locator('[type=password]').inputValue(), '')
    await close(page)
  })

  test('a building is found as one types, opened and edited, by keyboard', async () => {
    const page = await open(world, { role: 'manager' })
    const sheet = await firstBuilding(page)
    await visit(page, sheet)
    const address = (await page.locator('h1').innerText()).trim()
    await visit(page, '/')
    await page.keyboard.press('/')
    assert.equal(await page.evaluate(() => document.activeElement.id), 'find')
    await page.keyboard.type(address)
    await page.locator('[role=option]').first().waitFor()
    await page.keyboard.press('ArrowDown')
    assert.equal(await page.locator('[role=option]').first().getAttribute('aria-selected'), 'true')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/buildings\/\d+$/)
    const edit = page.locator('main a[href$="/edit"]')
    await tabTo(page, edit)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/edit$/)
    const note = page.locator('[name=visitor_note]')
    await tabTo(page, note, 80)
    await page.keyboard.press('Control+A')
    await page.keyboard.type('Ring twice')
    await tabTo(page, page.locator('#form button[type=submit]').first(), 80)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/buildings\/\d+$/)
    await page.getByText('Ring twice').first().waitFor()
    await close(page)
  })

  test('Escape closes the hits and keeps what was typed', async () => {
    const page = await open(world, { role: 'manager' })
    await visit(page, '/')
    await page.locator('#find').fill('bj')
    await page.locator('#find').pressSequentially('ö')
    await page.locator('[role=option]').first().waitFor()
    await page.keyboard.press('Escape')
    assert.equal(await page.locator('[role=option]:visible').count(), 0)
    assert.equal(await page.locator('#find').inputValue(), 'bjö')
    await close(page)
  })

  test('the list narrows while one types, and the address keeps it', async () => {
    const page = await open(world, { role: 'manager' })
    await visit(page, '/buildings')
    const name = (await page.locator('table.list tbody th').first().innerText()).trim()
    const all = await page.locator('table.list tbody tr').count()
    await page.locator('main [type=search]').first().pressSequentially(name.slice(0, 8))
    await page.waitForURL(/text=/)
    await page.waitForFunction((before) => document.querySelectorAll('table.list tbody tr').length < before, all)
    assert.ok((await page.locator('table.list tbody').innerText()).includes(name))
    await close(page)
  })
})
