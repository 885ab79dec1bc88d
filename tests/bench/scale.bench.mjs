// The list out of a million buildings against the list out of four thousand: each declared sort and
// filter, first, middle and last page. CPU of the server for each request.

import { cpuOfOne, get, report, signIn, startSamsyn, stop } from './support.mjs'
import { buildings, grownDemo } from './demo.mjs'

// Microseconds for each page of a demo with so many buildings. The shortest of three: what else the
// machine does only ever adds.
async function measure(count) {
  const data = await grownDemo(count)
  const places = JSON.parse(buildings('places', data))
  const server = await startSamsyn(['demo', '--data', data])
  const headers = { ...(await signIn(server, 'admin')), Accept: 'text/html' }
  const found = new Map()
  for (const { name, pages } of places) {
    for (const [place, path] of Object.entries(pages)) {
      const answer = await get(server.port, path, { headers })
      const rows = answer.body.toString().split('scope="row"').length - 1
      if (answer.status !== 200 || rows < 40) {
        throw new Error(`${path} gave ${answer.status} with ${rows} rows`)
      }
      let least = Infinity
      for (let round = 0; round < 3; round++) {
        least = Math.min(least, await cpuOfOne(server, path, headers, 30, round === 0 ? 10 : 0))
      }
      found.set(`${name}, ${place}`, least)
    }
  }
  await stop(server)
  return found
}

const [fewer, more] = (process.env.SAMSYN_SCALE ?? '4000 1000000').split(" ").map(Number)
const small = await measure(fewer)
const large = await measure(more)
const ratios = [...large].map(([name, value]) => ({ name, ratio: value / small.get(name), value })).sort((a, b) => b.ratio - a.ratio)
for (const { name, ratio, value } of process.env.SAMSYN_VERBOSE ? ratios.slice(0, 12) : []) {
  console.log(`  ${ratio.toFixed(2)} × ${value.toFixed(0)} µs ${name}`)
}
report('scale', [
  { what: `lists of ${more.toLocaleString('en')} against ${fewer.toLocaleString('en')}: worst of ${ratios.length}`, value: ratios[0].ratio, figure: `${ratios[0].ratio.toFixed(2)} ×`, most: 1.5, note: `${ratios[0].name}, ${ratios[0].value.toFixed(0)} µs` },
  { what: 'the middle one of them', value: ratios[ratios.length >> 1].ratio, figure: `${ratios[ratios.length >> 1].ratio.toFixed(2)} ×`, most: 1.5 },
])
process.exit()
