// A file that comes in pieces: it goes on after a cut connection and after the server was killed, is
// refused in words when it is too large or another one, and is nobody else's.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import { ask, raw, signIn, startDemo, stopDemo } from './support.mjs'

const pieceBytes = 512 * 1024
const header = 'permanent_id;address_sv;postcode;city;completed_year;floors;stage\n'
const file = Buffer.from(header + Array.from({ length: 12_000 }, (_, i) =>
  `${String(930000000 + i)}A;Bitgatan ${i} ${'x'.repeat(60)};123 45;Björkvik;1987;4;in_use\n`).join(''))
const sha256 = createHash('sha256').update(file).digest('hex')

let server
let manager
before(async () => {
  server = await startDemo()
  manager = await signIn(server, 'manager')
})
after(() => stopDemo(server))

const piece = (number) => file.subarray(number * pieceBytes, (number + 1) * pieceBytes)
const put = (id, number, body = piece(number), headers = manager) => ask(server, `/uploads/${id}/pieces/${number}`, {
  method: 'PUT', body, headers: { ...headers, 'Content-Type': 'application/octet-stream' } })
const get = (id, headers = manager) => ask(server, `/uploads/${id}`, { headers })
const there = async (id) => JSON.parse((await get(id)).text).pieces.map(({ number }) => number)

function post(path, body, headers = manager) {
  return ask(server, path, { method: 'POST', body: JSON.stringify(body),
    headers: { ...headers, 'Content-Type': 'application/json', Accept: 'application/json' } })
}

const begin = (more = {}, headers = manager) => post('/uploads',
  { name: 'bitar.csv', type: 'text/csv', size: file.length, form: '/imports/new', field: 'file', ...more }, headers)

test('after a cut connection and a killed server the file goes on where it was and is imported', async () => {
  const answer = await begin()
  assert.equal(answer.status, 201, answer.text)
  const { id, piece_bytes } = JSON.parse(answer.text)
  assert.equal(Number(piece_bytes), pieceBytes)
  const count = Math.ceil(file.length / pieceBytes)
  assert.ok(count >= 3, `${count} pieces`)
  assert.equal((await put(id, 1)).status, 200)

  // Half a piece, then nothing: nothing of it is there.
  await raw(server, `PUT /uploads/${id}/pieces/0 HTTP/1.1\r\nHost: x\r\nCookie: ${manager.Cookie}\r\n` +
    `Content-Type: application/octet-stream\r\nContent-Length: ${pieceBytes}\r\n\r\n${'x'.repeat(1000)}`, 100)
  assert.deepEqual(await there(id), [1])

  server.child.kill('SIGKILL')
  await once(server.child, 'exit')
  server = await startDemo(server.directory)
  assert.deepEqual(await there(id), [1])
  assert.equal((await put(id, 1)).status, 200, 'the same again')
  assert.equal((await put(id, 1, piece(0))).status, 409, 'something else')
  assert.equal((await post(`/uploads/${id}/finish`, { sha256 })).status, 422, 'pieces are missing')
  for (let number = count - 1; number >= 0; number--) {
    assert.equal((await put(id, number)).status, 200)
  }
  assert.equal((await post(`/uploads/${id}/finish`, { sha256 })).status, 200)

  const form = await ask(server, '/imports/new', { headers: { ...manager, Accept: 'text/html' } })
  const areaId = /name="area_id"[\s\S]*?<option[^>]*value="(\d+)"/.exec(form.text)[1]
  const key = { ...manager, 'Idempotency-Key': 'bitar' }
  const sent = { kind: 'buildings', area_id: areaId, _upload: id }
  const imported = await post('/imports/new', sent, key)
  assert.equal(imported.status, 200, imported.text)
  const again = await post('/imports/new', sent, key)
  assert.equal(JSON.parse(again.text).location, JSON.parse(imported.text).location, 'sent twice, done once')
  const other = await post('/imports/new', sent)
  assert.equal(other.status, 422, 'used once')
  assert.match(other.text, /Choose it again|Välj den igen/)
  const shown = JSON.parse((await ask(server, JSON.parse(imported.text).location,
    { headers: { ...manager, Accept: 'application/json' } })).text)
  assert.equal(shown.file_name, 'bitar.csv')
})

test('what is not the file that was sent is refused, and a form that lacks something keeps the file', async () => {
  const small = Buffer.from(`${header}930100001A;Bitgatan 1;123 45;Björkvik;1987;4;in_use\n`)
  const { id } = JSON.parse((await begin({ size: small.length })).text)
  await put(id, 0, small)
  const wrong = await post(`/uploads/${id}/finish`, { sha256: '0'.repeat(64) })
  assert.equal(wrong.status, 422)
  assert.match(wrong.text, /not the one that was sent|inte den som skickades/)
  const early = await post('/imports/new', { kind: 'buildings', area_id: '1', _upload: id })
  assert.equal(early.status, 422, 'not whole')
  await post(`/uploads/${id}/finish`, { sha256: createHash('sha256').update(small).digest('hex') })
  const lacking = await ask(server, '/imports/new', { method: 'POST', body: `kind=buildings&_upload=${id}`,
    headers: { ...manager, Accept: 'text/html', 'Content-Type': 'application/x-www-form-urlencoded' } })
  assert.equal(lacking.status, 422)
  assert.match(lacking.text, new RegExp(`name="_upload" value="${id}"`))
  assert.match(lacking.text, /bitar\.csv/)
  assert.equal((await post(`/uploads/${id}/remove`, {})).status, 200)
  assert.equal((await get(id)).status, 404)
})

test('too large, for no form, without the right to it: refused in words before anything is sent', async () => {
  const large = await begin({ size: 33 * 1024 * 1024 })
  assert.equal(large.status, 413)
  assert.match(large.text, /32 MB/)
  assert.equal((await begin({ form: '/buildings/new' })).status, 422)
  assert.equal((await begin({ field: 'kind' })).status, 422)
  assert.equal((await begin({}, await signIn(server, 'employee'))).status, 403)
  const foreign = await ask(server, '/uploads', { method: 'POST', body: '{}',
    headers: { ...manager, 'Content-Type': 'application/json', Origin: 'https://elsewhere.example' } })
  assert.equal(foreign.status, 403)
})

test('another person does not find the file, and a foreign page puts nothing', async () => {
  const { id } = JSON.parse((await begin()).text)
  const admin = await signIn(server, 'admin')
  assert.equal((await get(id, admin)).status, 404)
  assert.equal((await put(id, 0, piece(0), admin)).status, 404)
  assert.equal((await post(`/uploads/${id}/finish`, { sha256 }, admin)).status, 404)
  assert.equal((await post(`/uploads/${id}/remove`, {}, admin)).status, 404)
  assert.equal((await put(id, 0, piece(0), {})).status, 401)
  assert.equal((await put(id, 0, piece(0), { ...manager, Origin: 'https://elsewhere.example' })).status, 403)
  assert.equal((await put(id, 0, Buffer.alloc(pieceBytes + 1))).status, 413)
  assert.deepEqual(await there(id), [])
})
