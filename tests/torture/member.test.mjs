// COR-04: one member for another under kill -9. Each replacement closes one membership and opens another
// in one transaction, so that the teams together have as many members after any crash as before.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, test } from 'node:test'
import { ask, pause, signIn, startDemo, stopDemo } from '../http/support.mjs'

const rounds = 3
let server
after(() => stopDemo(server))

async function json(headers, path) {
  const answer = await ask(server, path, { headers: { ...headers, Accept: 'application/json' } })
  assert.equal(answer.status, 200, `${path}: ${answer.text.slice(0, 200)}`)
  return JSON.parse(answer.text)
}

async function allTeams(headers) {
  return (await json(headers, '/teams?kind=group&limit=200')).teams
}

const members = (teams) => teams.reduce((sum, team) => sum + Number(team.members), 0)

/** Asks for many replacements at once; whoever gets no answer does not matter. */
async function replaceMany(headers, sheets, answers) {
  await Promise.all(sheets.map(async (sheet, i) => {
    const other = sheets[(i + 1) % sheets.length].members.at(-1)
    const body = JSON.stringify({ who: other.email })
    const path = `/memberships/${sheet.members[1].id}/replace`
    try {
      const answer = await ask(server, path, { method: 'POST', body,
        headers: { ...headers, Accept: 'application/json', 'Content-Type': 'application/json' } })
      answers.push(answer.status)
    } catch {
      // Killed before it answered.
    }
  }))
}

test('COR_04_replacing_under_kill_is_both_events_or_none', async (t) => {
  server = await startDemo()
  let headers = await signIn(server, 'admin')
  const before = members(await allTeams(headers))
  assert.ok(before > 0)
  const answers = []
  for (let round = 0; round < rounds; round++) {
    const teams = (await allTeams(headers)).slice(round * 12, round * 12 + 12)
    const sheets = []
    for (const team of teams) {
      sheets.push(await json(headers, `/teams/${team.id}`))
    }
    const asking = replaceMany(headers, sheets, answers)
    await pause(3 + Math.random() * 25)
    server.child.kill('SIGKILL')
    await once(server.child, 'exit')
    await asking
    server = await startDemo(server.directory)
    headers = await signIn(server, 'admin')
    assert.equal(members(await allTeams(headers)), before)
  }
  assert.ok(answers.every((status) => status === 200 || status === 201), String(answers))
  t.diagnostic(`${rounds} kills, ${answers.length} of ${rounds * 12} replacements acknowledged`)
})
