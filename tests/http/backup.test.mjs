// A backup is taken while people work, and leads back into an empty place: whole by `samsyn verify`, with
// every change that was acknowledged before it began, none of them half, and somebody signs in and works.
// Who was erased before is in no backup. SQLite by `samsyn backup`, PostgreSQL by pg_dump, as the README says.

import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { person, places, stop } from './places.mjs'

const email = 'alva@bjorkvik.example'
const writers = 4
const markers = ['Markvard', 'markor-77@example.org', 'Markortitel', 'Markorgatan', 'Markorby', 'MARKOR-17', '701740605']

/** Buildings, and somebody who may do everything; returns the password. */
function begin(place) {
  const password = place.run('add-person', 'Alva Admin', email, '--role', 'admin').trim()
  const lines = Array.from({ length: 200 }, (_, i) => `Provgatan ${i + 1},00100,Helsingfors,in_use,${'x'.repeat(400)}`)
  const file = join(place.directory, 'buildings.csv')
  writeFileSync(file, ['address_sv,postcode,city,stage,visitor_note', ...lines].join('\n'))
  place.run('import', 'buildings', file)
  return password
}

async function eraseMarked(place, alva) {
  const [name, mail, title, street, city, externalId, phone] = markers
  await alva('/people/new', { name: `${name} Svensson`, email: mail, phone: `0${phone}`, title })
  const { people } = await alva('/people')
  const { id } = people.find((it) => it.name.startsWith(name))
  const form = await alva(`/people/${id}/edit`)
  await alva(`/people/${id}/edit`, { ...factsOf(form), street, city, postcode: '99999', external_id: externalId })
  assert.match(JSON.stringify(await alva(`/people/${id}`)), new RegExp(name))
  place.run('privacy', 'erase', String(id))
}

const factsOf = (form) => Object.fromEntries(Object.entries(form).filter(([, it]) => ['string', 'number'].includes(typeof it)))

/** Two facts of one building are changed together, again and again. */
class Writer {
  acknowledged = 0

  constructor(ask, id) {
    Object.assign(this, { ask, id, goes: true })
    this.ended = this.write()
  }

  async write() {
    while (this.goes) {
      const form = factsOf(await this.ask(`/buildings/${this.id}/edit`))
      const number = this.acknowledged + 1
      await this.ask(`/buildings/${this.id}/edit`, { ...form, note: `Change ${number}`, door_code: String(number) })
      this.acknowledged = number
    }
  }

  /** Waits for so many changes more. */
  async more(count) {
    const wanted = this.acknowledged + count
    while (this.acknowledged < wanted) {
      await Promise.race([this.ended, new Promise((resolve) => setImmediate(resolve))])
    }
  }
}

async function backUpUnderWrites(place, alva, file) {
  const { buildings } = await alva('/buildings')
  const writing = buildings.slice(0, writers).map(({ id }) => new Writer(alva, id))
  await Promise.all(writing.map((it) => it.more(3)))
  const before = writing.map(({ id, acknowledged }) => ({ id, acknowledged }))
  await place.backUp(file)
  await Promise.all(writing.map((it) => it.more(1)))
  writing.forEach((it) => { it.goes = false })
  await Promise.all(writing.map((it) => it.ended))
  return before
}

for (const Where of places) {
  test(`a backup under writes on ${Where.title} leads back whole, without who was erased`, { skip: Where.skip }, async (t) => {
    const place = new Where()
    t.after(() => place.remove())
    const password = begin(place)
    const file = join(place.directory, 'backup')
    let server = await place.serve()
    let before
    try {
      const alva = await person(server, email, password)
      await eraseMarked(place, alva)
      before = await backUpUnderWrites(place, alva, file)
    } finally {
      await stop(server)
    }
    const kept = Where.contents(file)
    const log = readFileSync(server.log)
    assert.ok(kept.includes('Alva Admin'))
    for (const marker of markers) {
      assert.ok(!kept.includes(marker) && !kept.includes(marker.toLowerCase()), `${marker} is in the backup`)
      assert.ok(!log.includes(marker), `${marker} is in the log`)
    }

    const other = new Where()
    t.after(() => other.remove())
    other.restore(file)
    assert.match(other.run('verify'), /audit: [1-9]\d* events, the chain is whole/)
    server = await other.serve()
    try {
      const alva = await person(server, email, password)
      assert.equal(other.run('export', 'buildings').trim().split('\n').length, 201)
      for (const { id, acknowledged } of before) {
        const sheet = await alva(`/buildings/${id}`)
        assert.ok(Number(sheet.door_code) >= acknowledged, 'what was acknowledged is there')
        assert.equal(sheet.note, `Change ${sheet.door_code}`, 'a change is there whole')
      }
      await alva(`/buildings/${before[0].id}/edit`, { ...factsOf(await alva(`/buildings/${before[0].id}/edit`)), note: 'Goes on' })
    } finally {
      await stop(server)
    }
  })
}
