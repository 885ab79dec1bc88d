// Durable changes over HTTP: somebody makes new buildings, first one client, then sixty-four, on the
// disk as it is and on one whose fsync takes 5 ms longer. What each answer acknowledges is on the disk;
// the server counts its fsyncs.

import { existsSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { get, program, report, signIn, startSamsyn, stop, temporaryFolder } from './support.mjs'

const SECONDS = 4

async function necessaryFields(server, headers) {
  const page = (await get(server.port, '/buildings/new', { headers: { ...headers, Accept: 'text/html' } })).body.toString()
  return ['area_id', 'stage'].map((name) => {
    const options = new RegExp(`<select[^>]*name="${name}"[\\s\\S]*?</select>`).exec(page)?.[0] ?? ''
    return `${name}=${encodeURIComponent(/<option[^>]*value="([^"]+)"/.exec(options)[1])}`
  }).join('&')
}

async function fsyncs(server) {
  const text = (await get(server.port, '/metrics')).body.toString()
  return Number(/^samsyn_db_fsyncs_total (\d+)/m.exec(text)[1])
}

// Acknowledged changes, refused ones, seconds and fsyncs of so many clients for a while.
async function load(server, headers, fields, clients) {
  const script = join(temporaryFolder(), 'changes.lua')
  const sent = { ...headers, Host: `127.0.0.1:${server.port}`, Origin: `http://127.0.0.1:${server.port}`,
    Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' }
  writeFileSync(script, `
    local headers = {${Object.entries(sent).map(([name, value]) => `[${JSON.stringify(name)}]=${JSON.stringify(value)}`).join(',')}}
    local number = 0
    function request()
      number = number + 1
      return wrk.format("POST", "/buildings/new", headers, "address_sv=Provgatan+${clients}+" .. number .. "&${fields}")
    end
    function done(summary, latency)
      local e = summary.errors
      io.write(string.format("RESULT %d %d %d %d\\n", summary.requests, e.connect + e.read + e.write + e.status + e.timeout, summary.duration, latency.max))
    end`)
  const before = await fsyncs(server)
  const told = spawnSync('wrk', ['-t1', `-c${clients}`, `-d${SECONDS}s`, '-s', script, `http://127.0.0.1:${server.port}/`], { encoding: 'utf8' }).stdout
  const [, requests, errors, us, longestUs] = /RESULT (\d+) (\d+) (\d+) (\d+)/.exec(told).map(Number)
  return { changes: requests - errors, errors, rate: (requests - errors) / (us / 1e6), fsyncs: (await fsyncs(server)) - before, longest: longestUs / 1000 }
}

async function measure(environment) {
  // On a disk: the temporary folder may be memory.
  const server = await startSamsyn(['demo', '--data', temporaryFolder(process.cwd())], { environment })
  const headers = await signIn(server, 'manager')
  const fields = await necessaryFields(server, headers)
  const one = await load(server, headers, fields, 1)
  const many = await load(server, headers, fields, 64)
  await stop(server)
  return { one, many }
}

const asIs = await measure({})
const slowSync = join(dirname(program), 'tests/bench/slow-sync.so')
if (!existsSync(slowSync)) { // preloading what is not there only warns: the figure would be of nothing
  throw new Error(`${slowSync} is not built: ninja -C ${dirname(program)} tests/bench/slow-sync.so`)
}
const slowed = await measure({ LD_PRELOAD: slowSync })
const all = [asIs.one, asIs.many, slowed.one, slowed.many]
const each = ({ fsyncs, changes }) => fsyncs / changes
const ratio = slowed.many.rate / slowed.one.rate
report('change', [
  { what: 'durable change over HTTP, 64 clients: fsyncs each', value: each(asIs.many), figure: each(asIs.many).toFixed(3), most: 0.1 },
  { what: 'the same, fsync slowed by 5 ms', value: each(slowed.many), figure: each(slowed.many).toFixed(3), most: 0.1 },
  { what: '64 clients against one, fsync slowed by 5 ms', value: ratio, figure: `${ratio.toFixed(1)} ×`, least: 15 },
  { what: 'errors', value: all.reduce((sum, { errors }) => sum + errors, 0), figure: String(all.reduce((sum, { errors }) => sum + errors, 0)), most: 0 },
  { what: 'changes a second: one client, 64', value: asIs.many.rate, figure: `${asIs.one.rate.toFixed(0)}, ${asIs.many.rate.toFixed(0)}` },
  { what: 'changes a second, fsync slowed: one client, 64', value: slowed.many.rate, figure: `${slowed.one.rate.toFixed(0)}, ${slowed.many.rate.toFixed(0)}` },
  { what: 'longest wait of one in 64', value: asIs.many.longest, figure: `${asIs.many.longest.toFixed(0)} ms` },
])
process.exit()
