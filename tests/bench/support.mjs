// What the benchmarks share: servers that come and go, measured CPU and memory, and the table.
//
// Figures are ratios or CPU measured in one run on one machine, so that they can be compared from
// one machine to another. Each benchmark ends with report(), which prints its rows, keeps them for
// the summary of ./test bench and sets the exit code when a figure misses what it must reach.

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

export const program = process.env.SAMSYN_PROGRAM ?? 'build/samsyn'
const started = []
const folders = []

process.on('exit', () => {
  for (const child of started) {
    child.kill('SIGKILL')
  }
  for (const folder of folders) {
    rmSync(folder, { recursive: true, force: true })
  }
})
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => process.exit(1))
}

export function temporaryFolder(parent = tmpdir()) {
  const folder = mkdtempSync(join(parent, 'build-bench-samsyn-'))
  folders.push(folder)
  return folder
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

// One answer, read whole. Keeps no connection.
export function get(port, path, { headers = {}, method = 'GET', body, agent = false } = {}) {
  return new Promise((resolve, reject) => {
    const ask = request({ host: '127.0.0.1', port, path, method, agent, headers: { Host: `127.0.0.1:${port}`, ...headers } }, (answer) => {
      const pieces = []
      answer.on('data', (piece) => pieces.push(piece))
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(pieces) }))
      answer.on('error', reject)
    })
    ask.on('error', reject)
    ask.end(body)
  })
}

// A server of ours on a free port; ready when /healthz answers.
export async function startSamsyn(words, { environment = {}, wait = 60_000 } = {}) {
  const port = await freePort()
  // Into a file, as a service's would go: a pipe that nobody empties would hold the server up.
  const log = join(temporaryFolder(), 'log')
  const file = openSync(log, 'a')
  const child = spawn(program, [...words, '--listen', `127.0.0.1:${port}`],
    { stdio: ['ignore', file, file], env: { ...process.env, ...environment } })
  closeSync(file)
  started.push(child)
  const deadline = Date.now() + wait
  for (;;) {
    if (child.exitCode !== null) {
      throw new Error(`${basename(program)} ${words[0]} ended with ${child.exitCode}: ${readFileSync(log, 'utf8').trim().split('\n').at(-1)}`)
    }
    const answer = await get(port, '/healthz').catch(() => null)
    if (answer?.status === 200) {
      return { port, child, pid: child.pid, log }
    }
    if (Date.now() > deadline) {
      throw new Error(`the server did not answer within ${wait} ms`)
    }
    await pause(20)
  }
}

export async function stop(server) {
  if (server.child.exitCode === null) {
    const ended = once(server.child, 'exit')
    server.child.kill('SIGTERM')
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 10_000).unref())])
  }
}

// nginx with one worker that sends files, set up for it.
export async function startNginx(files) {
  const folder = temporaryFolder()
  const port = await freePort()
  for (const [name, bytes] of Object.entries(files)) {
    writeFileSync(join(folder, name), bytes)
  }
  writeFileSync(join(folder, 'nginx.conf'), `
    daemon off; master_process off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
    events { worker_connections 1024; }
    http {
      access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; server_tokens off;
      types { text/html html; application/json json; }
      client_body_temp_path ${folder}/a; proxy_temp_path ${folder}/b; fastcgi_temp_path ${folder}/c;
      uwsgi_temp_path ${folder}/d; scgi_temp_path ${folder}/e;
      server { listen 127.0.0.1:${port}; root ${folder}; }
    }`)
  const child = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'ignore' })
  started.push(child)
  for (let tries = 0; tries < 200; tries++) {
    if (await get(port, `/${Object.keys(files)[0]}`).catch(() => null)) {
      return { port, child, pid: child.pid }
    }
    await pause(20)
  }
  throw new Error('nginx did not start')
}

// Seconds of CPU that a process has used so far, to the nanosecond; threads that have ended count
// no more, so it is asked of servers whose threads stay.
export function cpuSeconds(pid) {
  let nanoseconds = 0
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0])
  }
  return nanoseconds / 1e9
}

// Proportional memory in MB (2^20): what is shared with others counts by its share.
export function memoryMegabytes(pid) {
  const found = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))
  return Number(found[1]) / 1024
}

export function threadCount(pid) {
  return readdirSync(`/proc/${pid}/task`).length
}

// Asks for the given addresses in turn, each with its own headers, over a few kept connections.
// Returns microseconds of the server's CPU for each request.
export function cpuPerRequest(server, asks, { seconds = 4, connections = 8 } = {}) {
  const folder = temporaryFolder()
  const list = asks.map(({ path, headers = {} }) =>
    `  wrk.format("GET", ${JSON.stringify(path)}, {${Object.entries({ Host: `127.0.0.1:${server.port}`, ...headers })
      .map(([name, value]) => `[${JSON.stringify(name)}]=${JSON.stringify(value)}`).join(',')}})`)
  const script = join(folder, 'asks.lua')
  writeFileSync(script, `
    local asks, at
    function init() asks = {\n${list.join(',\n')}\n} at = math.random(#asks) end
    function request() at = at % #asks + 1 return asks[at] end
    function done(summary)
      local e = summary.errors
      io.write(string.format("RESULT %d %d\\n", summary.requests, e.connect + e.read + e.write + e.status + e.timeout))
    end`)
  const run = (duration) => spawnSync('wrk', ['-t1', `-c${connections}`, `-d${duration}s`, '-s', script,
    `http://127.0.0.1:${server.port}/`], { encoding: 'utf8' }).stdout
  run(1)
  const before = cpuSeconds(server.pid)
  const told = run(seconds)
  const found = /RESULT (\d+) (\d+)/.exec(told)
  const used = cpuSeconds(server.pid) - before
  if (!found || Number(found[1]) === 0) {
    throw new Error(`wrk measured nothing: ${told}`)
  }
  if (Number(found[2]) > 0) {
    throw new Error(`${found[2]} of ${found[1]} requests failed`)
  }
  return { microseconds: (used / Number(found[1])) * 1e6, requests: Number(found[1]), perSecond: Number(found[1]) / seconds }
}

// The same for one address, one request after the other: for many short measurements.
export async function cpuOfOne(server, path, headers, times = 200, warm = 20) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const once = () => get(server.port, path, { headers, agent })
  for (let round = 0; round < warm; round++) {
    await once()
  }
  const before = cpuSeconds(server.pid)
  for (let round = 0; round < times; round++) {
    const answer = await once()
    if (answer.status !== 200) {
      throw new Error(`${path} gave ${answer.status}`)
    }
  }
  const used = cpuSeconds(server.pid) - before
  agent.destroy()
  return (used / times) * 1e6
}

// A session of the demo, as the header that a browser would send.
export async function signIn(server, role) {
  const answer = await get(server.port, '/demo/sign-in', {
    method: 'POST', body: `role=${encodeURIComponent(role)}`,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: `http://127.0.0.1:${server.port}` },
  })
  const cookies = (answer.headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0])
  if (answer.status >= 400 || cookies.length === 0) {
    throw new Error(`sign-in as ${role} gave ${answer.status}`)
  }
  return { Cookie: cookies.join('; ') }
}

// Prometheus counters by name, those with labels added up.
export async function metrics(server) {
  const text = (await get(server.port, '/metrics')).body.toString()
  const values = {}
  for (const [, name, value] of text.matchAll(/^([a-z_]+)(?:\{[^}]*\})? ([\d.e+-]+)$/gm)) {
    values[name] = (values[name] ?? 0) + Number(value)
  }
  return values
}

// rows: { what, figure (text), value, most or least (numbers), note }
export function report(name, rows) {
  let missed = 0
  for (const row of rows) {
    row.isMet = (row.most === undefined || row.value <= row.most) && (row.least === undefined || row.value >= row.least)
    missed += row.isMet ? 0 : 1
    const must = row.most !== undefined ? `≤ ${row.most}` : row.least !== undefined ? `≥ ${row.least}` : ''
    console.log(`${row.isMet ? '  ' : '! '}${row.what.padEnd(64)} ${row.figure.padStart(16)}  ${must.padEnd(9)}${row.note ? ` ${row.note}` : ''}`)
  }
  mkdirSync('build-test/results', { recursive: true })
  writeFileSync(`build-test/results/bench-${name}.json`, JSON.stringify(rows, null, 1) + '\n')
  process.exitCode = missed ? 1 : 0
}
