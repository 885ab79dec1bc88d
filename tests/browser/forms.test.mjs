// What one writes is not lost: not when the language is switched, not when the network goes, not when
// something is wrong with it.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstBuilding } from './catalogue.mjs'
import { close, inWorld, open, pauseDemo, resumeDemo, visit } from './support.mjs'

inWorld({ isAboutData: true }, (world) => {
  for (const javaScript of [true, false]) {
    test(`the language is switched on a half-filled form, ${javaScript ? 'with' : 'without'} scripts`, async () => {
      const page = await open(world, { role: 'manager', javaScript })
      const sheet = await firstBuilding(page)
      await visit(page, `${sheet}/edit`)
      await page.locator('[name=caretaker]').fill('Half a sen')
      await page.locator('[name=completed_year]').fill('19')
      const before = await page.locator('label[for=field-completed_year]').innerText()
      await page.locator('.languages [lang=fi]').click()
      await page.waitForLoadState()
      assert.equal(await page.locator('html').getAttribute('lang'), 'fi')
      assert.equal(await page.locator('[name=caretaker]').inputValue(), 'Half a sen')
      assert.equal(await page.locator('[name=completed_year]').inputValue(), '19')
      assert.notEqual(await page.locator('label[for=field-completed_year]').innerText(), before)
      await visit(page, sheet)
      assert.doesNotMatch(await page.locator('main').innerText(), /Half a sen/)
      await close(page)
    })
  }

  test('a wrong value is shown back beside what is wrong, and the summary leads to it', async () => {
    const page = await open(world, { role: 'manager' })
    await visit(page, `${await firstBuilding(page)}/edit`)
    await page.locator('[name=completed_year]').fill('19877')
    await page.locator('[name=caretaker]').fill('Kept Name')
    await page.locator('#form button[type=submit]').first().click()
    const summary = page.locator('.ds-error-summary')
    await summary.waitFor()
    assert.equal(await page.locator('[name=completed_year]').inputValue(), '19877')
    assert.equal(await page.locator('[name=completed_year]').getAttribute('aria-invalid'), 'true')
    assert.equal(await page.locator('[name=caretaker]').inputValue(), 'Kept Name')
    await summary.locator('a').first().click()
    assert.equal(await page.evaluate(() => document.activeElement.name), 'completed_year')
    await close(page)
  })

  test('without a network the sheet one has read can be read, and what one writes is kept', async () => {
    const page = await open(world, { role: 'manager' })
    const sheet = await firstBuilding(page)
    await visit(page, sheet)
    await page.evaluate(() => navigator.serviceWorker.ready)
    // The first visit is before the worker is in charge.
    await visit(page, `${sheet}/edit`)
    await visit(page, sheet)
    const title = await page.locator('h1').innerText()
    await visit(page, `${sheet}/edit`)
    await page.locator('[name=visitor_note]').fill('Written in a cellar')
    await page.waitForTimeout(500)
    await pauseDemo(world.server)
    try {
      await page.locator('#form button[type=submit]').first().click()
      await page.locator('body[data-offline]').waitFor()
      await visit(page, sheet)
      assert.equal(await page.locator('h1').innerText(), title)
      await page.locator('#connection').waitFor({ state: 'visible' })
      await visit(page, '/settings?never=visited')
      await page.locator('body[data-offline]').waitFor()
    } finally {
      await resumeDemo(world.server)
    }
    await visit(page, `${sheet}/edit`)
    assert.equal(await page.locator('[name=visitor_note]').inputValue(), 'Written in a cellar')
    await page.locator('#restored').waitFor({ state: 'visible' })
    await page.locator('#form button[type=submit]').first().click()
    await page.waitForURL(/\/buildings\/\d+$/)
    await page.getByText('Written in a cellar').first().waitFor()
    await visit(page, `${sheet}/edit`)
    assert.equal(await page.locator('#restored').isVisible(), false)
    await close(page)
  })

  test('signing out leaves nothing of the pages or drafts on the device', async () => {
    const page = await open(world, { role: 'manager' })
    const sheet = await firstBuilding(page)
    await page.evaluate(() => navigator.serviceWorker.ready)
    await visit(page, sheet)
    await visit(page, `${sheet}/edit`)
    await page.locator('[name=note]').fill('Private thought')
    await page.waitForTimeout(500)
    assert.equal(await page.evaluate(() => Object.keys(localStorage).length), 1)
    await page.locator('details.me summary').click()
    await page.locator('form[data-forget] button').click()
    await page.waitForLoadState()
    assert.equal(await page.evaluate(() => Object.keys(localStorage).length), 0)
    const kept = await page.evaluate(async () => (await (await caches.open('pages')).keys()).map((it) => it.url))
    assert.deepEqual(kept.filter((url) => url.includes('/buildings')), [])
    await close(page)
  })
})
