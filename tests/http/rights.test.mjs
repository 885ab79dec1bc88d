// Every address of the running program, as every role of the demo and as nobody: what may be asked
// for by whom is written down here once more, so that a right that was given by mistake is noticed. A
// route that has no line here fails, and so does a line without a route.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ask, signIn, startDemo, stopDemo } from './support.mjs'

const everybody = 'nobody admin manager caretaker employee coach register leader customer_manager'
const signedIn = 'admin manager caretaker employee coach register leader customer_manager'
const readers = 'admin manager caretaker coach register customer_manager'
const leads = 'admin leader'
const editors = 'admin manager customer_manager'
const importers = 'admin manager register customer_manager'
const registrars = 'admin register'
// Who answers for customers is a property manager in the demo as well.
const customers = 'admin register customer_manager'

const cases = {
  'GET /': everybody,
  'GET /areas': 'admin',
  'GET /areas/new': 'admin',
  'POST /areas/new': 'admin',
  'GET /areas/{id}/edit': 'admin',
  'POST /areas/{id}/edit': 'admin',
  'GET /first/{token}': everybody,
  'POST /first/{token}': everybody,
  'GET /setup': 'admin',
  'POST /setup/steps/{key}': 'admin',
  'GET /setup/organisation': 'admin',
  'POST /setup/organisation': 'admin',
  'GET /setup/modules': 'admin',
  'POST /setup/modules': 'admin',
  'GET /audit': 'admin',
  'GET /buildings': readers,
  'GET /buildings/{id}': readers,
  'GET /buildings/new': editors,
  'POST /buildings/new': editors,
  'GET /buildings/{id}/edit': editors,
  'POST /buildings/{id}/edit': editors,
  'POST /buildings/{id}/remove': editors,
  'POST /buildings/{id}/restore': editors,
  'GET /amenities': readers,
  'GET /amenities/{id}': readers,
  'GET /amenities/{id}/edit': editors,
  'POST /amenities/{id}/edit': editors,
  'GET /buildings/{building_id}/amenities/new': editors,
  'POST /buildings/{building_id}/amenities/new': editors,
  'GET /customers': importers,
  'GET /customers/new': registrars,
  'POST /customers/new': registrars,
  'GET /customers/{id}': importers,
  'GET /customers/{id}/edit': registrars,
  'POST /customers/{id}/edit': registrars,
  'GET /customers/{id}/contact': importers,
  'GET /homes': readers,
  'GET /homes/{id}': readers,
  'GET /homes/{id}/edit': editors,
  'POST /homes/{id}/edit': editors,
  'GET /buildings/{building_id}/homes/new': editors,
  'POST /buildings/{building_id}/homes/new': editors,
  'GET /stairs': readers,
  'GET /stairs/{id}': readers,
  'GET /stairs/{id}/edit': editors,
  'POST /stairs/{id}/edit': editors,
  'GET /buildings/{building_id}/stairs/new': editors,
  'POST /buildings/{building_id}/stairs/new': editors,
  'GET /tenancies': 'admin manager caretaker coach customer_manager',
  'GET /tenancies/{id}': 'admin manager caretaker coach customer_manager',
  'GET /tenancies/{id}/edit': editors,
  'POST /tenancies/{id}/edit': editors,
  'GET /tenancies/{id}/end': editors,
  'POST /tenancies/{id}/end': editors,
  'GET /tenancies/{id}/residents/new': editors,
  'POST /tenancies/{id}/residents/new': editors,
  'GET /tenancies/{id}/residents/{resident_id}/out': editors,
  'POST /tenancies/{id}/residents/{resident_id}/out': editors,
  'GET /homes/{dwelling_id}/tenancies/new': editors,
  'POST /homes/{dwelling_id}/tenancies/new': editors,
  'GET /demo': everybody,
  'POST /demo/sign-in': everybody,
  'GET /demo/post': everybody,
  'POST /demo/post': everybody,
  'GET /demo/post/{id}/letter.pdf': everybody,
  'GET /inbox': signedIn,
  'POST /inbox/{id}/done': signedIn,
  'POST /inbox/{id}/snooze': signedIn,
  'GET /feeds': 'admin',
  'GET /feeds/new': 'admin',
  'POST /feeds/new': 'admin',
  'GET /feeds/{id}': 'admin',
  'GET /feeds/{id}/edit': 'admin',
  'POST /feeds/{id}/edit': 'admin',
  'POST /feeds/{id}/run': 'admin',
  'GET /feeds/runs/{id}': 'admin',
  'POST /feeds/runs/{id}/confirm': 'admin',
  'GET /imports': importers,
  'GET /imports/new': importers,
  'POST /imports/new': importers,
  'GET /imports/{id}': importers,
  'POST /imports/{id}/apply': importers,
  'POST /imports/{id}/undo': importers,
  'GET /offline': everybody,
  'GET /organisations': importers,
  'GET /organisations/new': registrars,
  'POST /organisations/new': registrars,
  'GET /organisations/{id}': importers,
  'GET /organisations/{id}/edit': registrars,
  'POST /organisations/{id}/edit': registrars,
  'GET /people': 'admin',
  'GET /people/new': 'admin',
  'GET /people/unreachable': 'admin',
  'POST /people/new': 'admin',
  'GET /people/{id}': 'admin',
  'POST /people/{id}': 'admin',
  'GET /people/{id}/edit': 'admin',
  'POST /people/{id}/edit': 'admin',
  'POST /people/{id}/pin': 'admin',
  'GET /people/places': 'admin',
  'GET /people/{id}/roles/{grant}/withdraw': 'admin',
  'POST /people/{id}/roles/{grant}/withdraw': 'admin',
  'GET /properties': importers,
  'GET /properties/new': registrars,
  'POST /properties/new': registrars,
  'GET /properties/{id}': importers,
  'GET /properties/{id}/edit': registrars,
  'POST /properties/{id}/edit': registrars,
  'GET /properties/{property_id}/owners/new': registrars,
  'POST /properties/{property_id}/owners/new': registrars,
  'GET /ownerships/{id}': importers,
  'GET /ownerships/{id}/edit': registrars,
  'POST /ownerships/{id}/edit': registrars,
  'GET /people/{id}/data': 'admin',
  'POST /people/{id}/data': 'admin',
  'POST /people/{id}/data/export': 'admin',
  'GET /privacy': 'admin',
  'GET /post/answers': 'admin',
  'POST /post/answers/{id}/read': 'admin',
  'GET /post/print': 'admin',
  'POST /post/print': 'admin',
  'GET /post/print/{id}/letters.csv': 'admin',
  'GET /post/print/{id}/letters.pdf': 'admin',
  'POST /post/print/{id}/printed': 'admin',
  'GET /staff': signedIn,
  'GET /staff/{id}': signedIn,
  'GET /staff/{id}/away': leads,
  'POST /staff/{id}/away': leads,
  'POST /staff/{id}/leaves/{leave}/back': leads,
  'GET /staff/{id}/unit': leads,
  'POST /staff/{id}/unit': leads,
  'GET /staff/{id}/end': leads,
  'POST /staff/{id}/end': leads,
  'GET /units': signedIn,
  'GET /units/new': leads,
  'POST /units/new': leads,
  'GET /units/{id}': signedIn,
  'GET /units/{id}/edit': leads,
  'POST /units/{id}/edit': leads,
  'GET /teams': signedIn,
  'GET /teams/new': leads,
  'POST /teams/new': leads,
  'GET /teams/{id}': signedIn,
  'GET /teams/{id}/edit': leads,
  'POST /teams/{id}/edit': leads,
  'GET /teams/{id}/add': leads,
  'POST /teams/{id}/add': leads,
  'GET /memberships/{id}': signedIn,
  'GET /memberships/{id}/end': leads,
  'POST /memberships/{id}/end': leads,
  'GET /memberships/{id}/replace': leads,
  'POST /memberships/{id}/replace': leads,
  'GET /memberships/{id}/move': leads,
  'POST /memberships/{id}/move': leads,
  'GET /sites': importers,
  'GET /sites/{id}': importers,
  'GET /sites/{id}/edit': customers,
  'POST /sites/{id}/edit': customers,
  'GET /organisations/{organisation_id}/sites/new': customers,
  'POST /organisations/{organisation_id}/sites/new': customers,
  'GET /search': signedIn,
  'GET /settings/data': signedIn,
  'POST /settings/data/export': signedIn,
  'GET /settings': signedIn,
  'POST /settings': signedIn,
  'GET /settings/password': signedIn,
  'POST /settings/password': signedIn,
  'GET /settings/pin': signedIn,
  'POST /settings/pin': signedIn,
  'POST /settings/sessions/end-others': signedIn,
  'POST /settings/sessions/{id}/end': signedIn,
  'GET /sign-in': everybody,
  'POST /sign-in': everybody,
  'GET /sign-in/code': everybody,
  'POST /sign-in/code': everybody,
  'POST /sign-in/link': everybody,
  'GET /sign-in/link/{token}': everybody,
  'POST /sign-in/link/{token}': everybody,
  'GET /sign-in/password/{token}': everybody,
  'POST /sign-in/password/{token}': everybody,
  'POST /sign-out': signedIn,
  'POST /sms/in/{secret}': everybody,
  'GET /system': 'admin',
  'POST /system/jobs/{id}/retry': 'admin',
  'GET /system/settings/{key}': 'admin',
  'POST /system/settings/{key}': 'admin',
  'POST /uploads': signedIn,
  'GET /uploads/{id}': signedIn,
  'PUT /uploads/{id}/pieces/{number}': signedIn,
  'POST /uploads/{id}/finish': signedIn,
  'POST /uploads/{id}/remove': signedIn,
}

let server
let routes
const sessions = new Map([['nobody', {}]])

before(async () => {
  server = await startDemo()
  const api = JSON.parse((await ask(server, '/api/openapi.json')).text)
  routes = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, route]) => ({ path, method: method.toUpperCase(), ...route })))
  for (const role of signedIn.split(' ')) {
    const headers = await signIn(server, role)
    if (headers) {
      sessions.set(role, headers)
    }
  }
})
after(() => stopDemo(server))

// Nothing has this number: who may ask is told that there is no such thing, and nothing is changed.
const concrete = (path) => path.replaceAll('{key}', 'none').replace(/\{\w+\}/g, '4')

async function try_(role, { method, path }, headers = sessions.get(role)) {
  return ask(server, concrete(path), {
    method, headers: { ...headers, Accept: 'application/json', ...(method === 'POST' && { 'Content-Type': 'application/json' }) },
    body: method === 'POST' ? '{}' : undefined,
  })
}

test('every route has a case, and every case a route', () => {
  const there = routes.map(({ method, path }) => `${method} ${path}`).sort()
  assert.deepEqual(there.filter((route) => !(route in cases)), [], 'routes without a case')
  assert.deepEqual(Object.keys(cases).filter((route) => !there.includes(route)), [], 'cases without a route')
})

test('the demo has people to try with', () => {
  for (const role of ['admin', 'manager', 'caretaker', 'employee']) {
    assert.ok(sessions.has(role), role)
  }
})

test('each role may do what is written here and nothing else', async () => {
  const wrong = []
  for (const [role] of sessions) {
    for (const route of routes.filter(({ path }) => path !== '/sign-out')) {
      const name = `${route.method} ${route.path}`
      const may = (cases[name] ?? '').split(' ').includes(role)
      const { status } = await try_(role, route)
      const isRefused = role === 'nobody' ? status === 401 : status === 403
      if (may === isRefused || status >= 500) {
        wrong.push(`${name} as ${role}: ${status}`)
      }
    }
  }
  assert.deepEqual(wrong, [])
})

// Which list shows the things of a scope.
const lists = { building: 'buildings', property: 'properties', customer: 'customers', organisation: 'organisations', site: 'sites' }

test('things outside the scope are not there', async () => {
  const wrong = []
  let foreignCount = 0
  for (const [scope, list] of Object.entries(lists)) {
    const seen = async (role) => {
      const answer = await ask(server, `/${list}?limit=500`, { headers: { ...sessions.get(role), Accept: 'application/json' } })
      return (JSON.parse(answer.text)[list] ?? []).map(({ id }) => id)
    }
    const all = await seen('admin')
    assert.ok(all.length > 0, `the demo has ${list}`)
    for (const role of ['manager', 'caretaker', 'register', 'customer_manager']) {
      const mine = new Set(await seen(role))
      const foreign = all.filter((id) => !mine.has(id)).slice(0, 3)
      foreignCount += foreign.length
      for (const route of routes.filter((it) => it['x-scope'] === scope)) {
        const may = cases[`${route.method} ${route.path}`]?.split(' ').includes(role)
        for (const id of foreign) {
          const { status } = await try_(role, { ...route, path: route.path.replace(/{(building_|organisation_|property_)?id}/, id) })
          if (status !== (may ? 404 : 403)) {
            wrong.push(`${route.method} ${route.path} of ${id} as ${role}: ${status}`)
          }
        }
        if (may && route.method === 'GET' && mine.size > 0) {
          const { status } = await try_(role, { ...route, path: route.path.replace(/{(building_|organisation_|property_)?id}/, [...mine][0]) })
          if (status !== 200) {
            wrong.push(`${route.path} of its own as ${role}: ${status}`)
          }
        }
      }
    }
  }
  assert.deepEqual(wrong, [])
  assert.ok(foreignCount > 0, 'somebody sees less than all')
})

test('COR-03: who is caretaker of one building sees it, its homes and residents, and nothing of the next', async () => {
  const admin = { ...sessions.get('admin'), Accept: 'application/json' }
  const rows = async (path, name, headers = admin) =>
    JSON.parse((await ask(server, path, { headers: { ...headers, Accept: 'application/json' } })).text)[name]
  const [own, next] = (await rows('/homes?limit=500', 'homes')).reduce((ids, { building_id: id }) =>
    ids.includes(id) ? ids : [...ids, id], [])
  const { address, city } = JSON.parse((await ask(server, `/buildings/${own}`, { headers: admin })).text)
  const send = (path, fields, headers = admin) => ask(server, path, {
    method: 'POST', headers: { ...headers, 'Content-Type': 'application/json' }, body: JSON.stringify(fields),
  })
  const added = await send('/people/new', { name: 'Vera Trapphus', email: 'vera@bjorkvik.example', password: 'ett hus och inget mer' })
  const person = /people\/(\d+)/.exec(added.headers.location ?? added.text)[1]
  const gone = await send(`/people/${person}`, { role: 'caretaker', scope_type: 'building', place: 'Finns inte 1' })
  assert.equal(gone.status, 422)
  const given = await send(`/people/${person}`, { role: 'caretaker', scope_type: 'building', place: `${address}, ${city}` })
  assert.ok(given.status < 400, given.text)
  const opened = await send('/sign-in', { email: 'vera@bjorkvik.example', password: 'ett hus och inget mer' }, { Accept: 'application/json' })
  const vera = { Cookie: opened.headers['set-cookie'].find((it) => it.startsWith('samsyn_session=')).split(';')[0] }

  assert.deepEqual((await rows('/buildings', 'buildings', vera)).map(({ id }) => id), [own])
  const homes = await rows('/homes?limit=500', 'homes', vera)
  const tenancies = await rows('/tenancies?limit=500', 'tenancies', vera)
  assert.ok(homes.length > 0 && tenancies.length > 0)
  assert.ok([...homes, ...tenancies].every(({ building_id: id }) => id === own))
  const foreign = {
    building: next,
    home: (await rows(`/homes?building_id=${next}`, 'homes'))[0].id,
    tenancy: (await rows(`/tenancies?building_id=${next}`, 'tenancies'))[0].id,
    stair: (await rows(`/stairs?building_id=${next}`, 'stairs'))[0]?.id,
  }
  const mine = { building: own, home: homes[0].id, tenancy: tenancies[0].id }
  const wrong = []
  for (const route of routes.filter((it) => it['x-scope'] in foreign)) {
    const may = cases[`${route.method} ${route.path}`].split(' ').includes('caretaker')
    const of = (ids) => ({ ...route, path: route.path.replace(/{(building_|dwelling_)?id}/, ids[route['x-scope']]) })
    const { status } = await try_('vera', of(foreign), vera)
    if (status !== (may ? 404 : 403)) {
      wrong.push(`${route.method} ${route.path} of the next: ${status}`)
    }
    if (may && route.method === 'GET' && mine[route['x-scope']] && (await try_('vera', of(mine), vera)).status !== 200) {
      wrong.push(`${route.path} of its own`)
    }
  }
  assert.deepEqual(wrong, [])
  const csv = await ask(server, '/homes?format=csv', { headers: vera })
  assert.equal(csv.text.trim().split('\r\n').length - 1, homes.length)
})

test('the export has as many rows as the screen', async () => {
  for (const role of ['admin', 'manager', 'caretaker']) {
    const headers = sessions.get(role)
    const list = JSON.parse((await ask(server, '/buildings?limit=500', { headers: { ...headers, Accept: 'application/json' } })).text)
    const csv = await ask(server, '/buildings?format=csv', { headers })
    assert.equal(csv.status, 200)
    assert.equal(csv.text.trim().split('\r\n').length - 1, list.buildings.length, role)
  }
})

test('after signing out the old cookie opens nothing', async () => {
  for (const role of ['admin', 'caretaker']) {
    const headers = await signIn(server, role)
    assert.equal((await try_(role, { method: 'GET', path: '/settings' }, headers)).status, 200)
    assert.ok((await try_(role, { method: 'POST', path: '/sign-out' }, headers)).status < 400)
    assert.equal((await try_(role, { method: 'GET', path: '/settings' }, headers)).status, 401)
  }
})
