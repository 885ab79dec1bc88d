// The catalogue is whole: every page that the program has a route for is shown by the tests of pages.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { catalogue } from './catalogue.mjs'
import { program } from './support.mjs'

const described = JSON.parse(execFileSync(program, ['api'], { encoding: 'utf8', maxBuffer: 2 ** 26 }))
const pages = Object.entries(described.paths)
  .filter(([, methods]) => methods.get?.['x-page']).map(([path]) => path)
const shown = catalogue.flatMap((it) => it.routes ?? [])

test('every page of the program has a row in the catalogue', () => {
  assert.ok(pages.includes('/buildings/{id}'), 'the program describes its pages')
  assert.deepEqual(pages.filter((it) => !shown.includes(it)), [])
})

test('no row of the catalogue names a page that is gone', () => {
  assert.deepEqual(shown.filter((it) => !pages.includes(it)), [])
})
