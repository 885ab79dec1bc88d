// Ten thousand live listeners: the memory of each, and how long an event to a topic of ten takes from
// the change's acknowledgement to the last of its ten, under 200 changes a second.

import { connect } from 'node:net'
import { Agent, request } from 'node:http'
import { get, memoryMegabytes, pause, report, signIn, startSamsyn, stop } from './support.mjs'
import { demoFolder } from './demo.mjs'

const LISTENERS = 10_000
const TOPICS = 20
const EACH = 10
const A_SECOND = 200
const SECONDS = 5

const server = await startSamsyn(['demo', '--data', demoFolder()])
const headers = await signIn(server, 'admin')
const asJson = { ...headers, Accept: 'application/json' }
const agent = new Agent({ keepAlive: true, maxSockets: 32 })

function post(path, body) {
  return new Promise((resolve, reject) => {
    const text = JSON.stringify(body)
    const sent = request({ host: '127.0.0.1', port: server.port, path, method: 'POST', agent,
      headers: { ...asJson, 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) } }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode))
    })
    sent.on('error', reject)
    sent.end(text)
  })
}

const list = JSON.parse((await get(server.port, '/buildings?limit=100', { headers: asJson })).body)
const buildings = []
for (const { id } of list.buildings.slice(0, TOPICS)) {
  buildings.push(JSON.parse((await get(server.port, `/buildings/${id}/edit`, { headers: asJson })).body))
}

// Told: for each topic, which event was seen how often, and when for the last time.
const told = new Map()
function listen(topic) {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(
      `GET /live?topics=${topic} HTTP/1.1\r\nHost: t\r\nCookie: ${headers.Cookie}\r\n\r\n`))
    socket.on('error', reject)
    socket.on('data', (piece) => {
      const now = performance.now()
      resolve(socket)
      for (const [, position, name] of piece.toString().matchAll(/id: (\d+)\ndata: (\S+)/g)) {
        const key = `${name} ${position}`
        const seen = told.get(key) ?? { count: 0, last: 0 }
        told.set(key, { count: seen.count + 1, last: now })
      }
    })
  })
}

await pause(500)
const before = memoryMegabytes(server.pid)
const sockets = []
for (let at = 0; at < LISTENERS; at += 100) {
  const some = Array.from({ length: 100 }, (_, i) => at + i)
  sockets.push(...await Promise.all(some.map((number) => {
    const topic = number < buildings.length * EACH ? buildings[number % buildings.length].id : 1_000_000 + number
    return listen(`register_building:${topic}`)
  })))
}
await pause(1000)
const kilobytes = ((memoryMegabytes(server.pid) - before) * 1024) / sockets.length

// Each change is asked for at its moment, whatever became of those before; a building has one at a time.
const acknowledged = []
let refused = 0
const begun = performance.now()
const pending = []
for (let number = 0; number < A_SECOND * SECONDS; number++) {
  const building = buildings[number % buildings.length]
  const wait = begun + (number * 1000) / A_SECOND - performance.now()
  if (wait > 1) {
    await pause(wait)
  }
  pending.push((building.turn ?? Promise.resolve()).then(async () => {
    building.note = `Change ${number}`
    const body = Object.fromEntries(Object.entries(building).filter(([, value]) => typeof value !== 'object'))
    const status = await post(`/buildings/${building.id}/edit`, body)
    if (status >= 400) {
      refused++
      return
    }
    building.version++
    acknowledged.push({ topic: `register_building:${building.id}`, at: performance.now() })
  }))
  building.turn = pending.at(-1)
}
await Promise.all(pending)
await pause(500)

// The n-th acknowledgement of a topic belongs to its n-th position.
const positions = new Map()
for (const key of told.keys()) {
  const [topic, position] = key.split(' ')
  positions.set(topic, [...(positions.get(topic) ?? []), Number(position)])
}
positions.forEach((all) => all.sort((a, b) => a - b))
const waits = []
let missing = 0
const turn = new Map()
for (const { topic, at } of acknowledged) {
  const number = turn.get(topic) ?? 0
  turn.set(topic, number + 1)
  const seen = told.get(`${topic} ${positions.get(topic)?.[number]}`)
  if (seen?.count !== EACH) {
    missing++
    continue
  }
  waits.push(Math.max(0, seen.last - at))
}
waits.sort((a, b) => a - b)
const at = (share) => waits[Math.min(waits.length - 1, Math.floor(waits.length * share))]

report('live', [
  { what: 'live listeners', value: sockets.length, figure: String(sockets.length), least: LISTENERS },
  { what: 'memory for each', value: kilobytes, figure: `${kilobytes.toFixed(2)} KB`, most: 8 },
  { what: 'events told to a topic of ten', value: waits.length, figure: String(waits.length), least: A_SECOND * SECONDS * 0.99, note: `${refused} changes refused, ${missing} not told to all` },
  { what: 'from acknowledgement to the last of ten, p50', value: at(0.5), figure: `${at(0.5)?.toFixed(2)} ms` },
  { what: 'from acknowledgement to the last of ten, p99', value: at(0.99), figure: `${at(0.99)?.toFixed(2)} ms`, most: 10 },
])
sockets.forEach((socket) => socket.destroy())
agent.destroy()
await stop(server)
process.exit()
