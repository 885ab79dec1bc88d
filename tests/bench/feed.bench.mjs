// A staff feed of 20,000 people in which 300 have changed, while somebody else goes on working: the time
// it takes, and the longest that another change waits meanwhile.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent } from 'node:http'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cpuSeconds, get, program, report, signIn, startSamsyn, stop, temporaryFolder } from './support.mjs'

const PEOPLE = 20_000
const CHANGED = 300

const data = temporaryFolder(process.cwd())
const server = await startSamsyn(['demo', '--data', data])
const headers = await signIn(server, 'admin')
const html = { headers: { ...headers, Accept: 'text/html' } }
const origin = `http://127.0.0.1:${server.port}`

async function post(path, body, agent) {
  return get(server.port, path, {
    method: 'POST', body, agent,
    headers: { ...headers, Accept: 'application/json', Origin: origin, 'Content-Type': 'application/x-www-form-urlencoded' },
  })
}
async function choices(path, names) {
  const page = (await get(server.port, path, html)).body.toString()
  return names.map((name) => {
    const options = new RegExp(`<select[^>]*name="${name}"[\\s\\S]*?</select>`).exec(page)?.[0] ?? ''
    return `${name}=${encodeURIComponent(/<option[^>]*value="([^"]+)"/.exec(options)[1])}`
  }).join('&')
}

const folder = join(data, 'feeds', 'bench')
mkdirSync(folder, { recursive: true })
function leave(number, titleOf) {
  const lines = ['Anst.nr;Namn;E-post;Befattning;Enhetskod;Enhet;Från']
  for (let it = 0; it < PEOPLE; it++) {
    lines.push(`B${it};Bench Person ${it};bench${it}@bench.example;${titleOf(it)};B${it % 200};Enhet ${it % 200};2020-01-01`)
  }
  writeFileSync(join(folder, `staff-${number}.csv`), `${lines.join('\n')}\n`)
}

const made = await post('/feeds/new', `name=Bench&kind=staff&folder=bench&pattern=staff-*.csv&at_time=02:00&${await choices('/feeds/new', ['area_id', 'owner_id'])}`)
if (made.status >= 400) {
  throw new Error(`no feed: ${made.status} ${made.body}`)
}

const waits = []
const refused = []
let isOver = true
async function goOnWorking(fields) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  for (let number = 0; !isOver; number++) {
    const began = performance.now()
    const answer = await post('/buildings/new', `address_sv=Provgatan+${number}&${fields}`, agent)
    waits.push(performance.now() - began)
    if (answer.status >= 400) {
      refused.push(answer.status)
    }
  }
  agent.destroy()
}

async function run() {
  const began = performance.now()
  const running = spawn(program, ['feed', 'run', 'Bench', '--json', '--data', data], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  running.stdout.on('data', (piece) => { said += piece })
  running.stderr.on('data', (piece) => { said += piece })
  const [code] = await once(running, 'close')
  const seconds = (performance.now() - began) / 1000
  if (code !== 0) {
    throw new Error(`the feed ended with ${code}: ${said.slice(0, 300)}`)
  }
  return { seconds, ...JSON.parse(said.slice(said.indexOf('{'))).run }
}

leave(1, () => 'Handläggare')
const first = await run()
leave(2, (it) => (it % Math.floor(PEOPLE / CHANGED) === 0 && it / Math.floor(PEOPLE / CHANGED) < CHANGED ? 'Chef' : 'Handläggare'))
const fields = await choices('/buildings/new', ['area_id', 'stage'])
isOver = false
const other = goOnWorking(fields)
const cpuBefore = cpuSeconds(server.pid)
const second = await run()
const cpu = cpuSeconds(server.pid) - cpuBefore
isOver = true
await other
waits.sort((a, b) => a - b)
report('feed', [
  { what: `${PEOPLE.toLocaleString('en')} people, ${second.changed} changed`, value: second.seconds, figure: `${second.seconds.toFixed(1)} s`, most: 10, note: `${second.new} new, ${second.unchanged} as before, ${second.gone} gone` },
  { what: 'longest wait of another change meanwhile', value: waits.at(-1), figure: `${waits.at(-1).toFixed(0)} ms`, most: 100, note: `of ${waits.length}, the middle one ${waits[waits.length >> 1].toFixed(0)} ms` },
  { what: 'CPU of the server meanwhile', value: cpu, figure: `${cpu.toFixed(1)} s` },
  { what: 'the first file, all of them new', value: first.seconds, figure: `${first.seconds.toFixed(1)} s` },
  { what: 'other changes refused', value: refused.length, figure: String(refused.length), most: 0 },
])
await stop(server)
process.exit()
