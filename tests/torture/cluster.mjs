// A PostgreSQL that may be killed: a cluster of its own in a given folder, on a free port.

import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

const patienceMs = 30_000
const running = new Set()
process.on('exit', () => {
  for (const server of running) {
    server.kill('SIGKILL')
  }
})

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address()
  probe.close()
  return String(port)
}

export class Cluster {
  static programs() {
    const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql').sort((a, b) => b - a) : []
    return process.env.SAMSYN_POSTGRES_BIN ?? (versions[0] && `/usr/lib/postgresql/${versions[0]}/bin`)
  }

  static async started(folder) {
    const cluster = new Cluster(Cluster.programs(), folder, await freePort())
    await cluster.start()
    return cluster
  }

  constructor(programs, folder, port) {
    this.programs = programs
    this.port = port
    this.folder = folder
    this.data = join(this.folder, 'data')
    this.location = `postgres://postgres@127.0.0.1:${port}/postgres`
    // PostgreSQL refuses to run as root.
    this.how = {}
    if (process.getuid() === 0) {
      const id = (kind) => Number(spawnSync('id', [kind, 'postgres'], { encoding: 'utf8' }).stdout)
      this.how = { uid: id('-u'), gid: id('-g'), cwd: '/' }
      spawnSync('chown', ['postgres', this.folder])
    }
    const made = spawnSync(join(programs, 'initdb'), ['-D', this.data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8'], { ...this.how, encoding: 'utf8' })
    assert.equal(made.status, 0, made.stderr)
  }

  // Those whom the killed server left behind need a moment to notice; until then it does not start.
  async start() {
    const deadline = performance.now() + patienceMs
    for (;;) {
      this.server = spawn(join(this.programs, 'postgres'), ['-D', this.data, '-p', this.port, '-k', this.folder, '-c', 'listen_addresses=127.0.0.1', '-c', 'shared_buffers=16MB'], { ...this.how, stdio: 'ignore' })
      running.add(this.server)
      while (this.server.exitCode === null) {
        if (spawnSync(join(this.programs, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', this.port]).status === 0) {
          return
        }
        await pause(20)
      }
      assert.ok(performance.now() < deadline, 'the server does not start')
      await pause(50)
    }
  }

  async kill() {
    const ended = this.server.exitCode === null && this.server.signalCode === null ? once(this.server, 'exit') : null
    this.server.kill('SIGKILL')
    await ended
    running.delete(this.server)
  }
}
