// Every page as a person may meet it: page, state, role. Accessibility, HTML, narrow screens and
// screenshots are all run from this one list; a page without a row here is found by the test that
// compares it with the server's own routes.

import { readFileSync } from 'node:fs'
import { visit } from './support.mjs'

/** The address of the first building in the list. */
export async function firstBuilding(page) {
  await visit(page, '/buildings')
  return page.locator('table.list tbody th a').first().getAttribute('href')
}

/** The address of the first thing that a page lists. */
export async function firstOf(page, path) {
  await visit(page, path)
  const links = page.locator(`#list a[href^="${path.split('?')[0]}/"]:not([href$="/new"])`)
  return links.first().getAttribute('href')
}

/** A feed of the demo, and the page of its newest run. */
async function firstFeed(page, name) {
  await visit(page, '/feeds')
  return page.locator('#list').getByRole('link', { name, exact: true }).getAttribute('href')
}
async function lastRun(page, name) {
  await visit(page, await firstFeed(page, name))
  await visit(page, await page.locator('#runs tbody th a').first().getAttribute('href'))
}

/** A stair, added when nobody has added one yet. */
async function someStair(page) {
  await visit(page, '/stairs')
  const first = page.locator('table.list tbody th a').first()
  if (await first.count() === 0) {
    await visit(page, `${await firstBuilding(page)}/stairs/new`)
    await page.locator('[name=name]').fill('A')
    await page.locator('#form button[type=submit]').first().click()
    await page.waitForURL(/\/stairs\/\d+$/)
    return new URL(page.url()).pathname
  }
  return first.getAttribute('href')
}

/** An ownership, added when the first property has none yet. */
async function someOwner(page) {
  const property = await firstOf(page, '/properties')
  await visit(page, property)
  const first = page.locator('main a[href^="/ownerships/"]').first()
  if (await first.count()) {
    return first.getAttribute('href')
  }
  await visit(page, `${property}/owners/new`)
  await page.locator('[name=owner]').fill('register@bjorkvik.example')
  await page.locator('#form button[type=submit]').first().click()
  await page.waitForURL(/\/ownerships\/\d+$/)
  return new URL(page.url()).pathname
}

/** Hands in a file and waits until it is checked; leaves the page at the import. */
export async function handIn(page, name, text, kind = 'buildings') {
  await visit(page, '/imports/new')
  await page.locator('input[type=file]').setInputFiles({
    name, mimeType: 'text/csv', buffer: Buffer.isBuffer(text) ? text : Buffer.from(text),
  })
  const kinds = page.locator('select[name=kind]')
  if (await kinds.count()) {
    await kinds.selectOption(kind)
  }
  await page.locator('main form button[type=submit]').first().click()
  await page.waitForURL(/\/imports\/\d+/)
  await page.locator('progress').waitFor({ state: 'detached' })
}

export const goodFile = 'permanent_id;address_sv;postcode;city;completed_year;floors;stage\n' +
  '900000001A;Provgatan 1;123 45;Björkvik;1987;4;in_use\n' +
  '900000002B;Provgatan 3;123 45;Björkvik;1991;5;in_use\n'
export const faultyFile = 'permanent_id;address_sv;postcode;city;completed_year;floors;stage\n' +
  '900000003C;Felgatan 1;123 45;Björkvik;19877;4;in_use\n' +
  '900000004D;;123 45;Björkvik;1991;many;in_use\n' +
  '900000005E;Felgatan 5;123 45;Björkvik;1991;5;in_use\n'

/** At the door: who it is, typed; the ways are shown. */
async function nameAtTheDoor(page, name) {
  await visit(page, '/sign-in')
  await page.locator('[name=email]').first().fill(name)
  await page.locator('#form button[type=submit]').click()
  await page.locator('input[type=password]').waitFor()
}

/** Asks for a link, each time as somebody else, for one person may not ask for many, and opens the one
 *  that the demo's post shows first; `which`: of the two forms. */
let asked = 0
const askers = ['manager', 'caretaker', 'employee', 'coach', 'elin.bergstrom', 'maria.ohman', 'pekka.niemela', 'fatima.nuur']
async function followLink(page, which) {
  await nameAtTheDoor(page, `${askers[asked++ % askers.length]}@bjorkvik.example`)
  await page.locator('form[action$="/sign-in/link"] button').nth(which).click()
  await page.waitForURL(/sign-in.link/)
  await visit(page, '/demo/post')
  const text = await page.locator('main .items').innerText()
  await visit(page, /\/sign-in\/(link|password)\/[\w-]{43}/.exec(text)[0])
}

const at = (path) => (page) => visit(page, path)

export const catalogue = [
  { name: 'sign-in', routes: ['/sign-in'], show: at('/sign-in') },
  { name: 'sign-in refused', role: null, routes: ['/sign-in'], status: [422, 401],
    show: async (page) => {
      await nameAtTheDoor(page, 'nobody@example.com')
      await page.locator('input[type=password]').fill('wrong')
      await page.locator('#form button[type=submit]').click()
      await page.locator('.ds-error-summary').waitFor()
    } },
  { name: 'sign-in ways', role: null, show: (page) => nameAtTheDoor(page, 'nobody@example.com') },
  { name: 'sign-in code', role: null, routes: ['/sign-in/code'],
    show: async (page) => {
      await nameAtTheDoor(page, `07017${String(Date.now()).slice(-5)}`)
      await page.locator('form[action$="/sign-in/code"] button').click()
      await page.locator('[name=code]').waitFor()
    } },
  { name: 'sign-in link', role: null, routes: ['/sign-in/link/{token}'],
    show: (page) => followLink(page, 0) },
  { name: 'new password', role: null, routes: ['/sign-in/password/{token}'],
    show: (page) => followLink(page, 1) },
  { name: 'own PIN', role: 'employee', routes: ['/settings/pin'], show: at('/settings/pin') },
  { name: 'start', role: 'manager', routes: ['/'], show: at('/') },
  { name: 'buildings', role: 'manager', routes: ['/buildings'], show: at('/buildings') },
  { name: 'buildings none', role: 'manager', show: at('/buildings?text=zzzzzz') },
  { name: 'building', role: 'manager', routes: ['/buildings/{id}'],
    show: async (page) => visit(page, await firstBuilding(page)) },
  { name: 'building edit', role: 'manager', routes: ['/buildings/{id}/edit'],
    show: async (page) => visit(page, `${await firstBuilding(page)}/edit`) },
  { name: 'building edit refused', role: 'manager', status: [422],
    show: async (page) => {
      await visit(page, `${await firstBuilding(page)}/edit`)
      await page.locator('[name=completed_year]').fill('19877')
      await page.locator('#form button[type=submit]').first().click()
      await page.locator('.ds-error-summary').waitFor()
    } },
  { name: 'customers', role: 'register', routes: ['/customers'], show: at('/customers') },
  { name: 'customers none', role: 'register', show: at('/customers?text=zzzzzz') },
  { name: 'customer', role: 'register', routes: ['/customers/{id}'],
    show: async (page) => visit(page, await firstOf(page, '/customers')) },
  { name: 'customer edit', role: 'register', routes: ['/customers/{id}/edit'],
    show: async (page) => visit(page, `${await firstOf(page, '/customers')}/edit`) },
  { name: 'customer contact', role: 'register', routes: ['/customers/{id}/contact'],
    show: async (page) => visit(page, `${await firstOf(page, '/customers?kind=person')}/contact`) },
  { name: 'customer new', role: 'register', routes: ['/customers/new'], show: at('/customers/new') },
  { name: 'properties', role: 'register', routes: ['/properties'], show: at('/properties') },
  { name: 'property', role: 'register', routes: ['/properties/{id}'],
    show: async (page) => visit(page, await firstOf(page, '/properties')) },
  { name: 'property edit', role: 'register', routes: ['/properties/{id}/edit'],
    show: async (page) => visit(page, `${await firstOf(page, '/properties')}/edit`) },
  { name: 'property new', role: 'register', routes: ['/properties/new'], show: at('/properties/new') },
  { name: 'organisations', role: 'register', routes: ['/organisations'], show: at('/organisations') },
  { name: 'organisation', role: 'register', routes: ['/organisations/{id}'],
    show: async (page) => visit(page, await firstOf(page, '/organisations')) },
  { name: 'organisation edit', role: 'register', routes: ['/organisations/{id}/edit'],
    show: async (page) => visit(page, `${await firstOf(page, '/organisations')}/edit`) },
  { name: 'organisation new', role: 'register', routes: ['/organisations/new'], show: at('/organisations/new') },
  { name: 'homes', role: 'manager', routes: ['/homes'], show: at('/homes') },
  { name: 'homes none', role: 'manager', show: at('/homes?text=zzzzzz') },
  { name: 'home', role: 'manager', routes: ['/homes/{id}'], show: async (page) => visit(page, await firstOf(page, '/homes')) },
  { name: 'home edit', role: 'manager', routes: ['/homes/{id}/edit'],
    show: async (page) => visit(page, `${await firstOf(page, '/homes')}/edit`) },
  { name: 'home new', role: 'manager', routes: ['/buildings/{building_id}/homes/new'],
    show: async (page) => visit(page, `${await firstBuilding(page)}/homes/new`) },
  { name: 'move-in', role: 'manager', routes: ['/homes/{dwelling_id}/tenancies/new'],
    show: async (page) => visit(page, `${await firstOf(page, '/homes')}/tenancies/new`) },
  { name: 'tenancies', role: 'manager', routes: ['/tenancies'], show: at('/tenancies') },
  { name: 'tenancy', role: 'manager', routes: ['/tenancies/{id}'], show: async (page) => visit(page, await firstOf(page, '/tenancies')) },
  { name: 'tenancy edit', role: 'manager', routes: ['/tenancies/{id}/edit'],
    show: async (page) => visit(page, `${await firstOf(page, '/tenancies')}/edit`) },
  { name: 'tenancy end', role: 'manager', routes: ['/tenancies/{id}/end'],
    show: async (page) => visit(page, `${await firstOf(page, '/tenancies')}/end`) },
  { name: 'resident new', role: 'manager', routes: ['/tenancies/{id}/residents/new'],
    show: async (page) => visit(page, `${await firstOf(page, '/tenancies')}/residents/new`) },
  { name: 'resident out', role: 'manager', routes: ['/tenancies/{id}/residents/{resident_id}/out'],
    show: async (page) => {
      await visit(page, await firstOf(page, '/tenancies'))
      await visit(page, await page.locator('main a[href$="/out"]').first().getAttribute('href'))
    } },
  { name: 'stairs', role: 'manager', routes: ['/stairs'], show: at('/stairs') },
  { name: 'stair new', role: 'manager', routes: ['/buildings/{building_id}/stairs/new'],
    show: async (page) => visit(page, `${await firstBuilding(page)}/stairs/new`) },
  { name: 'stair', role: 'manager', routes: ['/stairs/{id}'], show: async (page) => visit(page, await someStair(page)) },
  { name: 'stair edit', role: 'manager', routes: ['/stairs/{id}/edit'],
    show: async (page) => visit(page, `${await someStair(page)}/edit`) },
  { name: 'feeds', role: 'admin', routes: ['/feeds'], show: at('/feeds') },
  { name: 'feed new', role: 'admin', routes: ['/feeds/new'], show: at('/feeds/new') },
  { name: 'feed', role: 'admin', routes: ['/feeds/{id}'], show: async (page) => visit(page, await firstFeed(page, 'Personallista')) },
  { name: 'feed edit', role: 'admin', routes: ['/feeds/{id}/edit'],
    show: async (page) => visit(page, `${await firstFeed(page, 'Personallista')}/edit`) },
  { name: 'feed stopped', role: 'admin', routes: ['/feeds/runs/{id}'], show: (page) => lastRun(page, 'Personallista') },
  { name: 'feed refused', role: 'admin', show: (page) => lastRun(page, 'Kontrakt') },
  { name: 'imports', role: 'manager', routes: ['/imports'], show: at('/imports') },
  { name: 'import new', role: 'manager', routes: ['/imports/new'], show: at('/imports/new') },
  { name: 'import checked', role: 'manager', routes: ['/imports/{id}'],
    show: (page) => handIn(page, 'byggnader.csv', goodFile) },
  { name: 'import refused', role: 'manager',
    show: (page) => handIn(page, 'fel.csv', faultyFile) },
  { name: 'search', role: 'manager', routes: ['/search'], show: at('/search?q=bj') },
  { name: 'search none', role: 'manager', show: at('/search?q=zzzzzz') },
  { name: 'settings', role: 'manager', routes: ['/settings'], show: at('/settings') },
  { name: 'building new', role: 'manager', routes: ['/buildings/new'], show: at('/buildings/new') },
  { name: 'password', role: 'manager', routes: ['/settings/password'], show: at('/settings/password') },
  { name: 'people', role: 'admin', routes: ['/people'], show: at('/people') },
  { name: 'inbox', role: 'admin', routes: ['/inbox'],
    show: async (page) => {
      await visit(page, '/inbox')
      if (await page.locator('main .items li').count() === 0) {
        await page.request.post(new URL('/demo/post', page.url()).href, { form: { from: '0701740605', text: 'Ring mig i morgon' } })
      }
      await visit(page, '/inbox')
    } },
  { name: 'inbox empty', role: 'employee', show: at('/inbox') },
  { name: 'answers by SMS', role: 'admin', routes: ['/post/answers'], show: at('/post/answers') },
  { name: 'letters to print', role: 'admin', routes: ['/post/print'], show: at('/post/print') },
  { name: 'amenities', role: 'manager', routes: ['/amenities'], show: at('/amenities') },
  { name: 'amenities none', role: 'manager', show: at('/amenities?text=finnsinte') },
  { name: 'amenity', role: 'coach', routes: ['/amenities/{id}'],
    show: async (page) => visit(page, await firstOf(page, '/amenities')) },
  { name: 'amenity edit', role: 'manager', routes: ['/amenities/{id}/edit'],
    show: async (page) => visit(page, `${await firstOf(page, '/amenities')}/edit`) },
  { name: 'amenity new', role: 'manager', routes: ['/buildings/{building_id}/amenities/new'],
    show: async (page) => visit(page, `${await firstBuilding(page)}/amenities/new`) },
  { name: 'building new production', role: 'coach',
    show: async (page) => visit(page, await firstOf(page, '/buildings?stage=new')) },
  { name: 'owner new', role: 'register', routes: ['/properties/{property_id}/owners/new'],
    show: async (page) => visit(page, `${await firstOf(page, '/properties')}/owners/new`) },
  { name: 'owner', role: 'register', routes: ['/ownerships/{id}'],
    show: async (page) => visit(page, await someOwner(page)) },
  { name: 'owner edit', role: 'register', routes: ['/ownerships/{id}/edit'],
    show: async (page) => visit(page, `${await someOwner(page)}/edit`) },
  { name: 'start of a customer manager', role: 'customer_manager', show: at('/') },
  { name: 'sites', role: 'customer_manager', routes: ['/sites'], show: at('/sites') },
  { name: 'sites none', role: 'customer_manager', show: at('/sites?text=finnsinte') },
  { name: 'site', role: 'customer_manager', routes: ['/sites/{id}'],
    show: async (page) => visit(page, await firstOf(page, '/sites')) },
  { name: 'site edit', role: 'customer_manager', routes: ['/sites/{id}/edit'],
    show: async (page) => visit(page, `${await firstOf(page, '/sites')}/edit`) },
  { name: 'site new', role: 'customer_manager', routes: ['/organisations/{organisation_id}/sites/new'],
    show: async (page) => visit(page, `${await firstOf(page, '/organisations')}/sites/new`) },
  { name: 'unreachable', role: 'admin', routes: ['/people/unreachable'], show: at('/people/unreachable') },
  { name: 'demo post', routes: ['/demo/post'], show: at('/demo/post') },
  { name: 'person new', role: 'admin', routes: ['/people/new'], show: at('/people/new') },
  { name: 'person', role: 'admin', routes: ['/people/{id}'],
    show: async (page) => {
      await visit(page, '/people')
      await visit(page, await page.locator('main :is(tbody th, .items) a').first().getAttribute('href'))
    } },
  { name: 'role end', role: 'admin', routes: ['/people/{id}/roles/{grant}/withdraw'],
    show: async (page) => {
      await visit(page, '/people')
      await visit(page, await page.locator('main :is(tbody th, .items) a').first().getAttribute('href'))
      if (await page.locator('main a[href$="/withdraw"]').count() === 0) {
        await page.locator('[name=role]').selectOption('employee')
        await page.locator('[name=scope_type]').selectOption('all')
        await page.locator('#form button[type=submit]').first().click()
        await page.locator('main a[href$="/withdraw"]').first().waitFor()
      }
      await visit(page, await page.locator('main a[href$="/withdraw"]').first().getAttribute('href'))
    } },
  { name: 'person edit', role: 'admin', routes: ['/people/{id}/edit'],
    show: async (page) => {
      await visit(page, '/people')
      await visit(page, await page.locator('main :is(tbody th, .items) a').first().getAttribute('href') + '/edit')
    } },
  { name: 'person data', role: 'admin', routes: ['/people/{id}/data'],
    show: async (page) => {
      await visit(page, '/people')
      await visit(page, await page.locator('main :is(tbody th, .items) a').first().getAttribute('href') + '/data')
    } },
  { name: 'own data', role: 'employee', routes: ['/settings/data'], show: at('/settings/data') },
  { name: 'privacy', role: 'admin', routes: ['/privacy'], show: at('/privacy') },
  { name: 'staff', role: 'admin', routes: ['/staff'], show: at('/staff') },
  { name: 'staff none', role: 'leader', show: at('/staff?state=gone') },
  { name: 'staff person', role: 'admin', routes: ['/staff/{id}'],
    show: async (page) => visit(page, await firstOf(page, '/staff')) },
  ...['away', 'unit', 'end'].map((what) => ({
    name: `staff ${what}`, role: 'admin', routes: [`/staff/{id}/${what}`],
    show: async (page) => visit(page, `${await firstOf(page, '/staff')}/${what}`) })),
  { name: 'units', role: 'employee', routes: ['/units'], show: at('/units') },
  { name: 'unit', role: 'admin', routes: ['/units/{id}'],
    show: async (page) => visit(page, await firstOf(page, '/units')) },
  { name: 'unit new', role: 'admin', routes: ['/units/new'], show: at('/units/new') },
  { name: 'unit edit', role: 'admin', routes: ['/units/{id}/edit'],
    show: async (page) => visit(page, `${await firstOf(page, '/units')}/edit`) },
  { name: 'teams', role: 'employee', routes: ['/teams'], show: at('/teams') },
  { name: 'team', role: 'leader', routes: ['/teams/{id}'],
    show: async (page) => visit(page, await firstOf(page, '/teams')) },
  { name: 'team new', role: 'admin', routes: ['/teams/new'], show: at('/teams/new') },
  { name: 'team edit', role: 'admin', routes: ['/teams/{id}/edit'],
    show: async (page) => visit(page, `${await firstOf(page, '/teams')}/edit`) },
  { name: 'team add', role: 'admin', routes: ['/teams/{id}/add'],
    show: async (page) => visit(page, `${await firstOf(page, '/teams')}/add`) },
  { name: 'team add refused', role: 'leader', status: [422],
    show: async (page) => {
      await visit(page, `${await firstOf(page, '/teams')}/add`)
      await page.locator('[name=who]').fill('Nobody At All')
      await page.locator('#form button[type=submit]').first().click()
      await page.locator('.ds-error-summary').waitFor()
    } },
  { name: 'membership', role: 'admin', routes: ['/memberships/{id}'],
    show: async (page) => {
      await visit(page, await firstOf(page, '/teams'))
      await visit(page, await page.locator('main a[href^="/memberships/"]').first().getAttribute('href'))
    } },
  ...['end', 'replace', 'move'].map((what) => ({
    name: `membership ${what}`, role: 'admin', routes: [`/memberships/{id}/${what}`],
    show: async (page) => {
      await visit(page, await firstOf(page, '/teams'))
      const href = await page.locator('main a[href^="/memberships/"]').first().getAttribute('href')
      await visit(page, `${href}/${what}`)
    } })),
  { name: 'system', role: 'admin', routes: ['/system'], show: at('/system') },
  { name: 'setting', role: 'admin', routes: ['/system/settings/{key}'],
    show: async (page) => {
      await visit(page, '/system')
      await visit(page, await page.locator('main a[href*="/settings/"]').first().getAttribute('href'))
    } },
  { name: 'first hour', role: 'admin', routes: ['/setup'], show: at('/setup') },
  { name: 'organisation itself', role: 'admin', routes: ['/setup/organisation'], show: at('/setup/organisation') },
  { name: 'modules', role: 'admin', routes: ['/setup/modules'], show: at('/setup/modules') },
  { name: 'areas', role: 'admin', routes: ['/areas'], show: at('/areas') },
  { name: 'area new', role: 'admin', routes: ['/areas/new'], show: at('/areas/new') },
  { name: 'area edit', role: 'admin', routes: ['/areas/{id}/edit'],
    show: async (page) => {
      await visit(page, '/areas')
      await visit(page, await page.locator('main a[href$="/edit"]').first().getAttribute('href'))
    } },
  { name: 'first one, invited no more', routes: ['/first/{token}'], status: [404], show: at('/first/guess') },
  { name: 'log', role: 'admin', routes: ['/audit'], show: at('/audit') },
  { name: 'demo', routes: ['/demo'], show: at('/demo') },
  { name: 'offline', routes: ['/offline'], show: at('/offline') },
  { name: 'error 401', status: [401], show: at('/buildings') },
  { name: 'error 403', role: 'employee', status: [403], show: at('/imports/new') },
  { name: 'error 404', role: 'manager', status: [404], show: at('/nothing-here') },
  { name: 'building edit conflict', role: 'manager', inPicture: '.theirs',
    show: async (page) => {
      const address = `${await firstBuilding(page)}/edit`
      const other = await page.context().newPage()
      await visit(page, address)
      await visit(other, address)
      // Not twice the same: the page is shown many times.
      const floors = Number(await other.locator('[name=floors]').inputValue()) || 0
      await other.locator('[name=floors]').fill(String(floors % 40 + 1))
      await other.locator('#form button[type=submit]').first().click()
      await other.waitForURL(/\/buildings\/\d+$/)
      await other.close()
      await page.locator('[name=floors]').fill(String(floors % 40 + 3))
      await page.locator('#form button[type=submit]').first().click()
      await page.locator('.theirs').waitFor()
    } },
]

/** Real data where it is at hand; null in a fresh checkout. */
export function realFile(name) {
  for (const folder of [process.env.SAMSYN_SHARED ?? '../shared']) {
    try {
      return readFileSync(`${folder}/data/${name}`)
    } catch {
      // Not here.
    }
  }
  return null
}
