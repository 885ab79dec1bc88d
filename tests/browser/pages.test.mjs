// Every page of the catalogue: accessible in both schemes and three languages, valid HTML, readable
// on a narrow phone, magnified four times and without scripts, free of internals. The gate shows each
// page once, in a combination that changes with the page; SAMSYN_LONG=1 shows all combinations.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { HtmlValidate } from 'html-validate'
import { catalogue } from './catalogue.mjs'
import { close, inWorld, isLong, languages, open, schemes } from './support.mjs'

const require = createRequire(import.meta.url)
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const html = new HtmlValidate({
  extends: ['html-validate:recommended', 'html-validate:document'],
  elements: ['html5', { 'ds-error-summary': { flow: true, permittedContent: ['@flow'] } }],
  rules: {
    'void-style': 'off', // either is HTML
    'no-trailing-whitespace': 'off', // templates leave empty lines
    'no-inline-style': 'error',
    'long-title': 'off', // the organisation's name is in it
    'prefer-native-element': ['error', { exclude: ['listbox', 'option', 'combobox', 'search'] }],
    'tel-non-breaking': 'off',
    'require-sri': 'off',
    'doctype-style': 'off',
    'no-redundant-role': 'off', // role="search" on old readers
  },
})
const internals = /\{\{|\}\}|%s\b|\(null\)|undefined|⟦|\[object /

inWorld({}, (world) => {
  async function accessible(page, what) {
    await page.evaluate(axe)
    const found = await page.evaluate(() => globalThis.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }))
    const words = found.violations.map((it) => `${it.id}: ${it.help}\n` +
      it.nodes.slice(0, 3).map((node) => `    ${node.target} ${node.failureSummary}`).join('\n'))
    assert.equal(found.violations.length, 0, `${what}\n${words.join('\n')}`)
  }

  async function valid(page, what) {
    const source = await page.evaluate(async () => {
      const reply = await fetch(location.href, { headers: { Accept: 'text/html' } })
      return reply.text()
    })
    const report = await html.validateString(source)
    const words = report.results.flatMap((it) => it.messages)
      .map((it) => `${it.line}:${it.column} ${it.ruleId}: ${it.message}`)
    assert.equal(words.length, 0, `${what}\n${words.join('\n')}`)
  }

  async function fits(page, what) {
    const [wide, widest] = await page.evaluate(() => {
      const limit = document.documentElement.clientWidth
      const outside = [...document.querySelectorAll('main *')]
        .filter((it) => it.getBoundingClientRect().right > limit + 1 && !it.closest('.ds-sr-only'))
      return [document.documentElement.scrollWidth - limit,
        outside.slice(0, 3).map((it) => it.outerHTML.slice(0, 120))]
    })
    assert.ok(wide <= 0, `${what} is ${wide} px too wide: ${widest.join(' | ')}`)
  }

  async function speaks(page, language, what) {
    assert.equal(await page.locator('html').getAttribute('lang'), language, what)
    const text = await page.locator('body').innerText()
    assert.doesNotMatch(text, internals, what)
  }

  function combinations(number) {
    const all = languages.flatMap((language) => schemes.map((scheme) => ({ language, scheme })))
    return isLong ? all : [all[number % all.length]]
  }

  catalogue.forEach((entry, number) => {
    for (const combination of combinations(number)) {
      const name = `${entry.name}, ${combination.language}, ${combination.scheme}`
      test(`${name}: reads well, wide and narrow`, async () => {
        const page = await open(world, { role: entry.role, ...combination })
        try {
          await setLanguage(page, combination.language)
          await entry.show(page)
          const code = page.locator('.notice-page .code')
        const refusal = await code.count() ? Number(await code.innerText()) : 200
        assert.ok((entry.status ?? [200]).includes(refusal) || (entry.status && refusal === 200),
          `${name}: ${refusal}`)
        await speaks(page, combination.language, name)
          await accessible(page, name)
          await valid(page, name)
          await fits(page, `${name}, wide`)
          await page.setViewportSize({ width: 360, height: 740 })
          await fits(page, `${name}, 360 px`)
          await accessible(page, `${name}, 360 px`)
          // 1280 px magnified four times is 320 px.
          await page.setViewportSize({ width: 320, height: 225 })
          await fits(page, `${name}, magnified four times`)
          assert.deepEqual(page.trouble, [], name)
        } finally {
          await close(page)
        }
      })
    }
  })

  async function setLanguage(page, language) {
    await page.goto('/offline')
    const link = page.locator(`.languages [lang=${language}]`)
    if (await link.getAttribute('aria-current') !== 'true') {
      await link.click()
      await page.waitForLoadState()
    }
  }

  const still = catalogue.filter((it) => !/import (checked|refused)|edit refused|edit conflict|sign-in refused|^settings$/.test(it.name))
  for (const entry of still) {
    test(`${entry.name}: says the same without scripts`, async () => {
      const [plain, full] = await Promise.all([
        open(world, { role: entry.role, javaScript: false }),
        open(world, { role: entry.role }),
      ])
      try {
        await entry.show(plain)
        await entry.show(full)
        const words = async (page) => (await page.locator('main').innerText())
        .replace(/\s+/g, ' ').replace(/[0-9a-f]{12,}/g, 'ID')
        assert.equal(await words(plain), await words(full))
        assert.ok((await words(plain)).length > 20)
      } finally {
        await close(plain)
        await close(full)
      }
    })
  }
})
