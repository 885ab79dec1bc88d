// What a browser fetches for a page, compressed as the reverse proxy does (gzip -6): everything on
// the first visit, the page alone on the next, when styles, scripts and font are kept.

import { gzipSync } from 'node:zlib'
import { get, report, signIn, startSamsyn, stop } from './support.mjs'
import { demoFolder, roles } from './demo.mjs'

const server = await startSamsyn(['demo', '--data', demoFolder()])
const headers = await signIn(server, (await roles(server))[0])
const sent = (answer) => (/font|image\/(?!svg)/.test(answer.headers['content-type'] ?? '') ? answer.body.length : gzipSync(answer.body, { level: 6 }).length)

// Follows what a page and its style sheets name; asks for each once.
async function weigh(path) {
  const page = await get(server.port, path, { headers: { ...headers, Accept: 'text/html' } })
  if (page.status !== 200) {
    throw new Error(`${path} gave ${page.status}`)
  }
  const seen = new Map()
  const queue = [...page.body.toString().matchAll(/(?:<script[^>]*\ssrc|<link[^>]*rel="(?:stylesheet|preload|manifest|icon)"[^>]*\shref)="([^"]+)"/g)].map((hit) => hit[1])
  while (queue.length) {
    const address = queue.pop()
    if (seen.has(address) || !address.startsWith('/')) {
      continue
    }
    const part = await get(server.port, address, { headers })
    if (part.status !== 200) {
      throw new Error(`${path} names ${address}, which gave ${part.status}`)
    }
    seen.set(address, sent(part))
    if (/css/.test(part.headers['content-type'])) {
      queue.push(...[...part.body.toString().matchAll(/url\(["']?(\/[^"')]+)/g)].map((hit) => hit[1]))
    }
  }
  const own = gzipSync(page.body, { level: 6 }).length
  return { own, all: own + [...seen.values()].reduce((sum, bytes) => sum + bytes, 0) }
}

const list = await get(server.port, '/buildings', { headers: { ...headers, Accept: 'text/html' } })
const sheet = /href="(\/buildings\/\d+)"/.exec(list.body.toString())[1]
const rows = []
for (const [name, path] of [['start page', '/'], ['list of buildings', '/buildings'], ["a building's sheet", sheet], ["a building's form", `${sheet}/edit`]]) {
  const { own, all } = await weigh(path)
  rows.push({ what: `${name}, first visit`, value: all / 1000, figure: `${(all / 1000).toFixed(1)} KB`, most: 100 },
    { what: `${name}, after`, value: own / 1000, figure: `${(own / 1000).toFixed(1)} KB`, most: 15 })
}
report('weight', rows)
await stop(server)
process.exit()
