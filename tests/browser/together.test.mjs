// Two people at once: a change is seen at once by who looks on, and two who edit the same building
// choose field by field.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstBuilding } from './catalogue.mjs'
import { close, inWorld, open, pauseDemo, resumeDemo, visit } from './support.mjs'

inWorld({ isAboutData: true }, (world) => {
  async function save(page) {
    await page.locator('#form button[type=submit]').first().click()
    await page.waitForLoadState()
  }

  test('a second browser sees the change without asking', async () => {
    const writer = await open(world, { role: 'manager' })
    const reader = await open(world, { role: 'admin' })
    const sheet = await firstBuilding(writer)
    await visit(reader, sheet)
    await visit(writer, `${sheet}/edit`)
    await writer.locator('[name=caretaker]').fill('Vuokko Ögren')
    await save(writer)
    await reader.getByText('Vuokko Ögren').first().waitFor()
    assert.deepEqual(reader.trouble, [])
    await close(writer)
    await close(reader)
  })

  test('who was away catches up when the stream comes back', async () => {
    const writer = await open(world, { role: 'manager' })
    const reader = await open(world, { role: 'admin' })
    const sheet = await firstBuilding(writer)
    await visit(reader, sheet)
    await pauseDemo(world.server)
    await reader.locator('#connection').waitFor({ state: 'visible' })
    await resumeDemo(world.server)
    await visit(writer, `${sheet}/edit`)
    await writer.locator('[name=caretaker]').fill('Bertil Nordmark')
    await save(writer)
    await reader.getByText('Bertil Nordmark').first().waitFor({ timeout: 20_000 })
    await reader.locator('#connection').waitFor({ state: 'hidden' })
    await close(writer)
    await close(reader)
  })

  test('of two who edit at once the second chooses, field by field, and loses nothing', async () => {
    const first = await open(world, { role: 'manager' })
    const second = await open(world, { role: 'admin' })
    const sheet = await firstBuilding(first)
    await visit(first, `${sheet}/edit`)
    await visit(second, `${sheet}/edit`)
    await first.locator('[name=floors]').fill('41')
    await first.locator('[name=waste_house]').fill('Behind the bicycle shed')
    await save(first)
    await second.locator('[name=floors]').fill('43')
    await second.locator('[name=caretaker]').fill('Second Writer')
    await save(second)
    // Both changed the storeys; only the first the waste house, only the second the caretaker.
    await second.locator('.ds-error-summary').waitFor()
    const storeys = second.locator('.field', { has: second.locator('[name=floors]') })
    assert.match(await storeys.innerText(), /41/)
    assert.equal(await second.locator('[name=floors]').inputValue(), '43')
    assert.equal(await second.locator('[name=waste_house]').inputValue(), 'Behind the bicycle shed')
    assert.equal(await second.locator('[name=caretaker]').inputValue(), 'Second Writer')
    await save(second)
    await visit(first, sheet)
    const facts = await first.locator('main').innerText()
    assert.match(facts, /Second Writer/)
    assert.match(facts, /Behind the bicycle shed/)
    await close(first)
    await close(second)
  })

  /** The summary has the focus where scripts run, and its link leads to the field. */
  async function inSummary(page, javaScript) {
    const link = page.locator('.ds-error-summary a[href="#field-floors"]')
    assert.equal(await link.count(), 1)
    if (javaScript) {
      await page.waitForFunction(() => document.activeElement?.matches('ds-error-summary'))
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
    } else {
      await link.click()
    }
    assert.equal(await page.evaluate(() => location.hash), '#field-floors')
    assert.ok(await page.locator('[name=floors]').evaluate((it) => it === document.activeElement))
  }

  async function inConflict(javaScript) {
    const first = await open(world, { role: 'manager' })
    const second = await open(world, { role: 'admin', javaScript })
    const sheet = await firstBuilding(first)
    await visit(second, `${sheet}/edit`)
    await visit(first, `${sheet}/edit`)
    const theirs = javaScript ? '11' : '13'
    await first.locator('[name=floors]').fill(theirs)
    await save(first)
    await second.locator('[name=floors]').fill('21')
    await save(second)
    await second.locator('.ds-error-summary').waitFor()
    await close(first)
    const field = second.locator('.field', { has: second.locator('[name=floors]') })
    assert.match(await field.locator('.theirs').innerText(), new RegExp(theirs))
    await inSummary(second, javaScript)
    return { page: second, sheet, field }
  }

  test('one button takes what the other wrote, and saving keeps it', async () => {
    const { page, sheet, field } = await inConflict(true)
    assert.equal(await page.locator('button[data-take]:visible').count(), 1)
    await field.getByRole('button', { name: 'Take theirs' }).click()
    const input = page.locator('[name=floors]')
    assert.equal(await input.inputValue(), '11')
    assert.ok(await input.evaluate((it) => it === document.activeElement))
    await save(page)
    await page.waitForURL(/\/buildings\/\d+(#.*)?$/)
    await visit(page, `${sheet}/edit`)
    assert.equal(await input.inputValue(), '11')
    assert.deepEqual(page.trouble, [])
    await close(page)
  })

  test('without scripts there is no such button, and their value is there to read', async () => {
    const { page, sheet, field } = await inConflict(false)
    assert.equal(await page.locator('button[data-take]:visible').count(), 0)
    await field.locator('[name=floors]').fill('13')
    await save(page)
    await visit(page, `${sheet}/edit`)
    assert.equal(await page.locator('[name=floors]').inputValue(), '13')
    await close(page)
  })
})
