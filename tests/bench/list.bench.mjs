// A signed-in list of 50 buildings against nginx sending a file of that size: CPU for each request,
// another person and another cursor each time, without any cache of pages. And its JSON.

import { cpuPerRequest, get, metrics, report, signIn, startNginx, startSamsyn, stop } from './support.mjs'
import { grownDemo, listCursors, roles } from './demo.mjs'

const server = await startSamsyn(['demo', '--data', await grownDemo(4000)])
const people = []
for (const role of await roles(server)) {
  const headers = await signIn(server, role).catch(() => null)
  if (!headers) {
    continue
  }
  const answer = await get(server.port, '/buildings', { headers: { ...headers, Accept: 'text/html' } })
  // Those who see at least a page full of them.
  if (answer.status === 200 && answer.body.toString().split('scope="row"').length > 50) {
    people.push(headers)
  }
}
if (people.length < 2) {
  throw new Error('the demo has fewer than two roles that may see buildings')
}
const cursors = await listCursors(server, people[0], '/buildings', 20)
console.log(`  ${people.length} people, ${cursors.length} pages`)
const asks = cursors.flatMap((path, at) => [{ path, headers: { ...people[at % people.length] } },
  { path, headers: { ...people[(at + 1) % people.length] } }])
const as = (accept) => asks.map((ask) => ({ path: ask.path, headers: { ...ask.headers, Accept: accept } }))

const page = (await get(server.port, cursors[1], { headers: { ...people[0], Accept: 'text/html' } })).body
const json = (await get(server.port, cursors[1], { headers: { ...people[0], Accept: 'application/json' } })).body
const rows = JSON.parse(json)
const nginx = await startNginx({ 'page.html': page })

// In turns, so that what else the machine does falls on both.
const measured = { file: [], html: [], json: [] }
let statements
for (let round = 0; round < 3; round++) {
  measured.file.push(cpuPerRequest(nginx, [{ path: '/page.html' }], { seconds: 3 }).microseconds)
  const before = await metrics(server)
  const html = cpuPerRequest(server, as('text/html'), { seconds: 3 })
  const after = await metrics(server)
  const served = after.samsyn_http_requests_total - before.samsyn_http_requests_total
  statements = (after.samsyn_db_statements_total - before.samsyn_db_statements_total) / served
  measured.html.push(html.microseconds)
  measured.json.push(cpuPerRequest(server, as('application/json'), { seconds: 3 }).microseconds)
}
const middle = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]
const [file, html, asJson] = [middle(measured.file), middle(measured.html), middle(measured.json)]

report('list', [
  { what: 'size of the page, KB', value: page.length / 1000, figure: `${(page.length / 1000).toFixed(1)} KB`, least: 10, note: `${Object.values(rows).find(Array.isArray)?.length ?? '?'} rows` },
  { what: 'nginx sending it, CPU', value: file, figure: `${file.toFixed(1)} µs` },
  { what: 'list of 50, HTML, CPU', value: html, figure: `${html.toFixed(1)} µs` },
  { what: 'list of 50, HTML, CPU in nginx files', value: html / file, figure: `${(html / file).toFixed(2)} ×`, most: 3.5, note: 'aim 2.5' },
  { what: 'list of 50, statements for each request', value: statements, figure: statements.toFixed(2), most: 4 },
  { what: 'list of 50, JSON, CPU in HTML pages', value: asJson / html, figure: `${(asJson / html).toFixed(2)} ×`, most: 1 },
])
await stop(server)
process.exit()
