// Memory of a server at rest and with its dictionaries, and the time from its start to its first page.

import { spawn } from 'node:child_process'
import { get, freePort, memoryMegabytes, pause, program, report, signIn, startSamsyn, stop, threadCount } from './support.mjs'
import { demoFolder, roles } from './demo.mjs'

const data = demoFolder()
let server = await startSamsyn(['demo', '--data', data])
const headers = await signIn(server, (await roles(server))[0])
await stop(server)

// From the start of the program to the last byte of a page, the data being there. The page is asked
// for again and again from the first moment on; nine starts, the middle one counts.
async function startToFirstPage() {
  const port = await freePort()
  const began = performance.now()
  const child = spawn(program, ['demo', '--data', data, '--listen', `127.0.0.1:${port}`], { stdio: 'ignore' })
  let answer = null
  while (answer?.status !== 200) {
    answer = await get(port, '/buildings', { headers }).catch(() => null)
    if (performance.now() - began > 10_000) {
      throw new Error(`no page within ten seconds (${answer?.status})`)
    }
  }
  const taken = performance.now() - began
  await stop({ child })
  return taken
}
const starts = []
for (let round = 0; round < 9; round++) {
  starts.push(await startToFirstPage())
}
const start = starts.sort((a, b) => a - b)[4]

server = await startSamsyn(['demo', '--data', data])
await get(server.port, '/buildings', { headers })
const idle = memoryMegabytes(server.pid)
const threads = threadCount(server.pid)
// The first search loads the dictionaries.
for (const language of ['sv', 'fi', 'en']) {
  await get(server.port, '/search?q=fakturan', { headers: { ...headers, 'Accept-Language': language } })
}
await pause(3000)
const loaded = memoryMegabytes(server.pid)

report('process', [
  { what: 'start to first page, data present', value: start, figure: `${start.toFixed(0)} ms`, most: 60 },
  { what: 'memory (PSS) after the first page', value: idle, figure: `${idle.toFixed(1)} MB`, most: 25, note: `${threads} threads` },
  { what: 'memory (PSS) once dictionaries are loaded', value: loaded, figure: `${loaded.toFixed(1)} MB`, most: 60 },
])
await stop(server)
process.exit()
