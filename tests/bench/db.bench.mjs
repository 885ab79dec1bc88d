// Durable changes and the import, on the database room alone. tests/bench/db.c says how.

import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { program, report, temporaryFolder } from './support.mjs'

// On a disk, where an fsync means something: the temporary folder may be memory.
const folder = temporaryFolder(process.cwd())
const { status, stdout, stderr } = spawnSync(join(dirname(program), 'tests/bench/bench-db'), [join(folder, 'bench.db')], { encoding: 'utf8' })
if (status !== 0) {
  throw new Error(`bench-db: ${stderr}`)
}
report('db', JSON.parse(stdout))
process.exit()
