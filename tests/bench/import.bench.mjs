// 100,000 buildings brought in from a CSV file with their history, while somebody else goes on
// working: the time it takes, and the longest that another change waits meanwhile.

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { Agent } from 'node:http'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cpuSeconds, get, program, report, signIn, startSamsyn, stop, temporaryFolder } from './support.mjs'

const ROWS = 100_000

// On a disk: the temporary folder may be memory.
const data = temporaryFolder(process.cwd())
const server = await startSamsyn(['demo', '--data', data])
const headers = await signIn(server, 'manager')

// The demo's own buildings, again and again, under other addresses and numbers.
const [head, ...lines] = spawnSync(program, ['export', 'buildings', '--data', data], { encoding: 'utf8' }).stdout.split('\r\n').filter(Boolean)
const columns = head.split(',')
const cellsOf = (line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].slice(0, columns.length).map(([, cell]) => cell)
const rows = [head]
for (let number = 0; number < ROWS; number++) {
  // Without the sentences that tell visitors the way: a hundred thousand of them are more than a file may have.
  const cells = cellsOf(lines[number % lines.length]).map((cell) => cell.startsWith('"') ? '' : cell)
  cells[columns.indexOf('address_sv')] = `Importvägen ${number}`
  cells[columns.indexOf('address_fi')] = '' // a Finnish area would show it, and have them all at one address
  cells[columns.indexOf('permanent_id')] = ''
  cells[columns.indexOf('property_code')] = `Prov ${number}:1`
  rows.push(cells.join(','))
}
const file = join(temporaryFolder(), 'buildings.csv')
writeFileSync(file, rows.join('\r\n') + '\r\n')
spawnSync('sync', [file]) // its way to the disk is not the import's

const page = (await get(server.port, '/buildings/new', { headers: { ...headers, Accept: 'text/html' } })).body.toString()
const fields = ['area_id', 'stage'].map((name) => {
  const options = new RegExp(`<select[^>]*name="${name}"[\\s\\S]*?</select>`).exec(page)?.[0] ?? ''
  return `${name}=${encodeURIComponent(/<option[^>]*value="([^"]+)"/.exec(options)[1])}`
}).join('&')

let isOver = false
const waits = []
const refused = []
async function goOnWorking() {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  for (let number = 0; !isOver; number++) {
    const began = performance.now()
    const answer = await get(server.port, '/buildings/new', {
      method: 'POST', body: `address_sv=Provgatan+${number}&${fields}`, agent,
      headers: { ...headers, Accept: 'application/json', Origin: `http://127.0.0.1:${server.port}`, 'Content-Type': 'application/x-www-form-urlencoded' },
    })
    waits.push(performance.now() - began)
    if (answer.status >= 400) {
      refused.push(answer.status)
    }
  }
  agent.destroy()
}

const other = goOnWorking()
const cpuBefore = cpuSeconds(server.pid)
const began = performance.now()
const importing = spawn(program, ['import', 'buildings', file, '--area', 'Björkvik Bostad', '--data', data], { stdio: ['ignore', 'pipe', 'pipe'] })
let said = ''
importing.stdout.on('data', (piece) => { said += piece })
importing.stderr.on('data', (piece) => { said += piece })
const [code] = await once(importing, 'close')
const seconds = (performance.now() - began) / 1000
const cpu = cpuSeconds(server.pid) - cpuBefore
isOver = true
await other
if (code !== 0) {
  throw new Error(`the import ended with ${code}: ${said.slice(-500)}`)
}
waits.sort((a, b) => a - b)
const longest = waits.at(-1)
const log = statSync(join(data, 'samsyn.sqlite-wal')).size / 1e6
report('import', [
  { what: `${ROWS.toLocaleString('en')} rows with history from CSV`, value: seconds, figure: `${seconds.toFixed(1)} s`, most: 8, note: said.trim().split('\n').at(-1) },
  { what: 'longest wait of another change meanwhile', value: longest, figure: `${longest.toFixed(0)} ms`, most: 100, note: `of ${waits.length}, the middle one ${waits[waits.length >> 1].toFixed(0)} ms` },
  { what: 'length of the log afterwards', value: log, figure: `${log.toFixed(0)} MB`, most: 64 },
  { what: 'CPU of the server meanwhile', value: cpu, figure: `${cpu.toFixed(1)} s` },
  { what: 'other changes refused', value: refused.length, figure: String(refused.length), most: 0 },
])
await stop(server)
process.exit()
