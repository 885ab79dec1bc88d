// What benchmarks need to know of the demo: its roles, and the pages of a list.

import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { get, startSamsyn, stop, temporaryFolder } from './support.mjs'

// Made anew for each benchmark, so that every run measures the same.
export const demoFolder = temporaryFolder

// Works on the data of a stopped server: buildings.py says what it can do.
export function buildings(...words) {
  const tool = join(dirname(fileURLToPath(import.meta.url)), 'buildings.py')
  const { status, stdout, stderr } = spawnSync('python3', [tool, ...words], { encoding: 'utf8', maxBuffer: 1 << 26 })
  if (status !== 0) {
    throw new Error(stderr)
  }
  return stdout
}

// A demo with so many buildings, on a disk: the temporary folder may be memory.
export async function grownDemo(count) {
  const data = temporaryFolder(process.cwd())
  await stop(await startSamsyn(['demo', '--data', data]))
  buildings('grow', data, String(count))
  return data
}

export async function roles(server) {
  const answer = await get(server.port, '/demo', { headers: { Accept: 'application/json' } })
  const list = Object.values(JSON.parse(answer.body)).find(Array.isArray)
  return list.map((role) => role.role)
}

// The addresses of the first pages of a list, each found as a reader finds it: by the link onwards.
export async function listCursors(server, headers, path, most) {
  const found = [path]
  while (found.length < most) {
    const text = (await get(server.port, found.at(-1), { headers: { ...headers, Accept: 'text/html' } })).body.toString()
    const link = /<a[^>]*rel="next"[^>]*>/.exec(text)?.[0]
    const address = link && /href="([^"]+)"/.exec(link)?.[1].replaceAll('&amp;', '&')
    if (!address) {
      break
    }
    found.push(new URL(address, `http://127.0.0.1${found.at(-1)}`).pathname + new URL(address, `http://127.0.0.1${found.at(-1)}`).search)
  }
  return found
}
