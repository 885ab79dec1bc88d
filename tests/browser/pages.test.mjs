// Every page of the catalogue: accessible in both schemes and three languages, valid HTML, readable
// on a narrow phone, magnified four times and without scripts, free of internals.
//
// The gate shows each page once wide and once narrow, in one scheme and the other and in two of the
// languages, with axe; which language and scheme meet changes with the page, so that each occurs on two
// thirds of the pages. SAMSYN_LONG=1 shows each page in all combinations, with axe, wide and narrow.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { HtmlValidate } from 'html-validate'
import { catalogue } from './catalogue.mjs'
import { close, inWorld, isLong, languages, open, schemes, speak } from './support.mjs'

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

// Sizes in CSS pixels; 1280 px magnified four times is 320 px.
const wide = { width: 1280, height: 900 }
const narrow = { width: 360, height: 740 }
const magnified = { width: 320, height: 225 }

/** How a page is shown: language, scheme, and the sizes at which axe looks at it. */
function combinations(number) {
  if (isLong) {
    return languages.flatMap((language) => schemes.map((scheme) => ({ language, scheme, looks: [wide, narrow] })))
  }
  const language = (turn) => languages[(number + turn) % languages.length]
  const scheme = (turn) => schemes[(number + turn) % schemes.length]
  return [
    { language: language(0), scheme: scheme(0), looks: [wide] },
    { language: language(1), scheme: scheme(1), looks: [narrow] },
  ]
}

inWorld({ lanes: 2 }, (world, lane) => {
  async function accessible(page, what) {
    if (!await page.evaluate('"axe" in globalThis')) {
      await page.evaluate(axe)
    }
    const found = await page.evaluate(() => globalThis.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      resultTypes: ['violations'], // what passes is not described: half the time
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

  async function reads(page, entry, { language, scheme, looks }) {
    const name = `${entry.name}, ${language}, ${scheme}`
    await speak(page.context(), world.server, language)
    await page.emulateMedia({ colorScheme: scheme })
    await page.setViewportSize(wide)
    await entry.show(page)
    const code = page.locator('.notice-page .code')
    const refusal = await code.count() ? Number(await code.innerText()) : 200
    assert.ok((entry.status ?? [200]).includes(refusal) || (entry.status && refusal === 200),
      `${name}: ${refusal}`)
    await speaks(page, language, name)
    await valid(page, name)
    for (const size of [wide, narrow, magnified]) {
      await page.setViewportSize(size)
      await fits(page, `${name}, ${size.width} px`)
      if (looks.includes(size)) {
        await accessible(page, `${name}, ${size.width} px`)
      }
    }
    assert.deepEqual(page.trouble, [], name)
  }

  // What one sees: identifiers made for one answer aside.
  async function words(page) {
    const text = await page.locator('main').innerText()
    return text.replace(/\s+/g, ' ').replace(/[0-9a-f]{12,}/g, 'ID')
  }

  const isOfThisLane = (entry) => catalogue.indexOf(entry) % 2 === lane
  const still = catalogue.filter((it) => !/import (checked|refused)|edit refused|edit conflict|sign-in refused|^settings$/.test(it.name))

  for (const entry of catalogue.filter(isOfThisLane)) {
    test(`${entry.name}: reads well, wide and narrow`, async () => {
      const page = await open(world, { role: entry.role })
      try {
        for (const combination of combinations(catalogue.indexOf(entry))) {
          await reads(page, entry, combination)
        }
      } finally {
        await close(page)
      }
    })
  }

  // In the gate each third page; all of them in the long run.
  const isInTurn = (entry) => isLong || catalogue.indexOf(entry) % 3 === 0
  for (const entry of still.filter(isOfThisLane).filter(isInTurn)) {
    test(`${entry.name}: says the same without scripts`, async () => {
      const [plain, full] = await Promise.all([
        open(world, { role: entry.role, javaScript: false }),
        open(world, { role: entry.role }),
      ])
      try {
        await entry.show(plain)
        await entry.show(full)
        assert.equal(await words(plain), await words(full))
        assert.ok((await words(plain)).length > 20)
      } finally {
        await close(plain)
        await close(full)
      }
    })
  }
})
