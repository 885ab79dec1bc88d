// What an earlier program wrote is opened by today's: migrated as it starts, and nothing of it lost.
// tests/data/NAME is a company's data as that program left them (tools/make-fixture).

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { person, places, stop } from './places.mjs'

const fixture = join(dirname(fileURLToPath(import.meta.url)), '../data/skeleton')
const who = JSON.parse(readFileSync(join(fixture, 'who.json'), 'utf8'))
async function looksWhole(server, { email, password, edited }) {
  const alva = await person(server, email, password)
  const { buildings, total } = await alva('/buildings')
  assert.equal(total, 4)
  const years = Object.fromEntries(buildings.map((it) => [it.address, it.completed_year]))
  assert.deepEqual(years, { 'Provgatan 1': 1998, 'Undrogatan 4': 1977, 'Åbrinken 2': 1962, 'Övägen 3': null })
  const sheet = await alva(`/buildings/${edited}`)
  assert.equal(sheet.note, 'Nyckeln finns i skåpet')
  assert.ok(sheet.history.length >= 2, 'added and changed')
  assert.match(JSON.stringify(sheet.history), /Alva Admin/)
  assert.match(JSON.stringify(await alva('/search?q=undrogatan')), /Undrogatan 4/)
  assert.match(JSON.stringify(await alva('/people')), /Märta Medarbetare/)
  assert.equal((await alva('/imports')).imports.length, 2)
  // And one goes on working with it.
  const form = await alva(`/buildings/${edited}/edit`)
  const facts = Object.entries(form).filter(([, value]) => ['string', 'number'].includes(typeof value))
  await alva(`/buildings/${edited}/edit`, { ...Object.fromEntries(facts), note: 'Nyckeln är borta' })
  assert.equal((await alva(`/buildings/${edited}`)).note, 'Nyckeln är borta')
}

for (const Where of places) {
  test(`the skeleton's data on ${Where.title} are migrated, whole and at work`, { skip: Where.skip }, async (t) => {
    const place = new Where()
    t.after(() => place.remove())
    const engine = Where.title.toLowerCase().replace('postgresql', 'postgres')
    place.load(readFileSync(join(fixture, `${engine}.sql`), 'utf8'))
    const server = await place.serve()
    try {
      await looksWhole(server, who[engine])
    } finally {
      await stop(server)
    }
    assert.match(place.run('verify'), /audit/i)

    const fresh = new Where()
    t.after(() => fresh.remove())
    fresh.run('verify')
    assert.deepEqual(place.columns(), fresh.columns())
  })
}
