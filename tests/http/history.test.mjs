// A thing's history leads to the file that a change came from, for those who may import.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ask, pause, signIn, startDemo, stopDemo } from './support.mjs'

let server
before(async () => { server = await startDemo() })
after(() => stopDemo(server))

test('the history names the file of an import to those who may import', async () => {
  const admin = await signIn(server, 'admin')
  const json = async (path, session = admin) => JSON.parse((await ask(server, path, { headers: { ...session, Accept: 'application/json' } })).text)
  const [area] = [/name="area_id"[\s\S]*?<option value="(\d+)"/.exec((await ask(server, '/imports/new', { headers: { ...admin, Accept: 'text/html' } })).text)[1]]
  const part = (name, value) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  const file = '--b\r\nContent-Disposition: form-data; name="file"; filename="hus.csv"\r\nContent-Type: text/csv\r\n\r\nAdress;Postort\r\nProvgatan 77;Provstad\r\n\r\n--b--\r\n'
  const sent = await ask(server, '/imports/new', { method: 'POST', body: part('kind', 'buildings') + part('area_id', area) + file,
    headers: { ...admin, 'Content-Type': 'multipart/form-data; boundary=b' } })
  assert.equal(sent.status, 303, sent.text)
  const path = sent.headers.location
  const until = async (state) => {
    for (let i = 0; i < 1200 && (await json(path)).state !== state; i++) {
      await pause(50)
    }
    const now = await json(path)
    assert.equal(now.state, state, JSON.stringify(now))
  }
  await until('checked')
  await ask(server, `${path}/apply`, { method: 'POST', body: '', headers: { ...admin, 'Content-Type': 'application/x-www-form-urlencoded' } })
  await until('applied')
  const [{ id }] = (await json('/buildings?text=Provgatan')).buildings
  const [entry] = (await json(`/buildings/${id}`)).history
  assert.deepEqual([entry.file, entry.file_path], ['hus.csv', path])
  const page = await ask(server, `/buildings/${id}`, { headers: { ...admin, Accept: 'text/html' } })
  assert.ok(page.text.includes(`<a href="${path}">hus.csv</a>`))
  const reader = await json(`/buildings/${id}`, await signIn(server, 'coach'))
  assert.ok(!JSON.stringify(reader).includes('hus.csv'))
})
