// ./run where it cannot go on says why in one line and leaves nothing half done; a server that is asked
// to end ends well.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startDemo, stopDemo } from './support.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

/** A folder with nothing but ./run in it, and what ./run says there. */
function runAlone(t, words, how = []) {
  const folder = mkdtempSync(join(tmpdir(), 'samsyn-run-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  chmodSync(folder, 0o755)
  copyFileSync(join(root, 'run'), join(folder, 'run'))
  const [command, ...rest] = [...how, join(folder, 'run'), ...words]
  const { status, stdout, stderr } = spawnSync(command, rest, { encoding: 'utf8' })
  return { status, lines: (stdout + stderr).trim().split('\n'), isBegun: existsSync(join(folder, 'build')) }
}

test('a port in use is told in one line, before anything is built', async (t) => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  t.after(() => other.close())
  const { port } = other.address()
  const { status, lines, isBegun } = runAlone(t, ['--listen', `127.0.0.1:${port}`])
  assert.deepEqual([status, lines.length, isBegun], [1, 1, false], lines.join('\n'))
  assert.match(lines[0], new RegExp(`^samsyn: 127\\.0\\.0\\.1:${port} is in use\\..*--listen`))
})

test('without rights one line says where', { skip: process.getuid() !== 0 && 'needs root, to be somebody else' }, (t) => {
  const nobody = ['setpriv', '--reuid', 'nobody', '--regid', 'nogroup', '--clear-groups']
  const { status, lines, isBegun } = runAlone(t, ['--build'], nobody)
  assert.deepEqual([status, lines.length, isBegun], [1, 1, false], lines.join('\n'))
  assert.match(lines[0], /^samsyn: no rights to write in \//)
})

test('what is no address is told in one line', (t) => {
  for (const words of [['--listen', '8080'], ['--listen', '127.0.0.1:99999'], ['--listen'], ['--nothing']]) {
    const { status, lines, isBegun } = runAlone(t, words)
    assert.deepEqual([status, lines.length, isBegun], [2, 1, false], lines.join('\n'))
  }
})

test('a server that is asked to end ends with 0', async () => {
  const server = await startDemo()
  await stopDemo(server)
  assert.deepEqual([server.child.exitCode, server.child.signalCode], [0, null])
})
