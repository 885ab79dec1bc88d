// Visitors choose a language by the beginning of the address; who is signed in keeps the person's own.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ask, signIn, startDemo, stopDemo } from './support.mjs'

const languages = ['sv', 'fi', 'en']
const heading = { sv: 'Logga in', fi: 'Kirjaudu', en: 'Sign in' }
const form = { 'Content-Type': 'application/x-www-form-urlencoded' }

let server
let visited

before(async () => {
  server = await startDemo()
  const api = JSON.parse((await ask(server, '/api/openapi.json')).text)
  const ofScripts = ['/people/places'] // no page: JSON alone
  visited = Object.keys(api.paths).filter((path) => api.paths[path].get && !path.includes('{') && !ofScripts.includes(path))
})
after(() => stopDemo(server))

const html = (path, headers = {}, more = {}) => ask(server, path, { headers: { Accept: 'text/html', ...headers }, ...more })
const languageOf = (page) => /<html lang="(\w+)"/.exec(page.text)?.[1]
const body = (page) => page.text.slice(page.text.indexOf('<body'))
const links = (page) => [...body(page).matchAll(/ (?:href|action|formaction|data-hx-get)="(\/[^"]*)"/g)].map((it) => it[1])

test('COR_05_each_page_of_a_visitor_has_an_address_in_each_language', async () => {
  const wrong = []
  for (const language of languages) {
    for (const path of visited) {
      const page = await html(`/${language}${path}`, { 'Accept-Language': 'de' })
      const to = page.headers.location
      const isRight = page.status === 200 ? languageOf(page) === language
        : [303, 404].includes(page.status) && (to === undefined || to.startsWith(`/${language}/sign-in`))
      if (!isRight) {
        wrong.push(`/${language}${path}: ${page.status} ${to ?? languageOf(page)}`)
      }
    }
    for (const home of [`/${language}`, `/${language}/`]) {
      assert.equal((await html(home)).headers.location, `/${language}/sign-in`)
    }
  }
  assert.deepEqual(wrong, [])
})

test('COR_05_links_and_forms_lead_on_in_the_language', async () => {
  for (const language of languages) {
    for (const path of ['/sign-in', '/demo', '/offline', '/nowhere']) {
      const page = await html(`/${language}${path}`)
      const found = links(page)
      assert.ok(page.text.includes(heading[language]) || path !== '/sign-in')
      assert.ok(found.length > 0, path)
      const astray = found.filter((it) => !/^\/(sv|fi|en)(?=[/?]|$)/.test(it))
      assert.deepEqual(astray, [], `/${language}${path}`)
      assert.ok(found.includes(`/${language}`), 'the way home')
      assert.doesNotMatch(page.text, /"\/(sv|fi|en)\/(assets|sv|fi|en)\b/)
    }
  }
})

test('COR_05_a_half_filled_form_of_a_visitor_changes_its_language_and_keeps_its_text', async () => {
  const page = await html('/sv/sign-in?to=%2Fbuildings')
  const button = /<button[^>]*value="fi"[^>]*formaction="([^"]*)"/.exec(page.text)
  assert.equal(button?.[1], '/fi/sign-in?to=%2Fbuildings')
  const again = await html(button[1], form, { method: 'POST', body: '_language=fi&email=half.written' })
  assert.equal(again.status, 200)
  assert.equal(languageOf(again), 'fi')
  assert.match(again.text, /value="half\.written"/)
  const wrong = await html('/fi/sign-in', form, { method: 'POST', body: 'email=nobody@example.org&password=wrong+wrong+wrong' })
  assert.equal(languageOf(wrong), 'fi')
  assert.equal(wrong.status, 422)
})

test('COR_05_pages_tell_where_they_are_in_other_languages', async () => {
  const page = await html('/fi/offline', { Host: 'samsyn.example' })
  const alternates = Object.fromEntries([...page.text.matchAll(/hreflang="([\w-]+)" href="(http[^"]*)"/g)].map((it) => [it[1], it[2]]))
  assert.deepEqual(alternates, {
    'x-default': 'http://samsyn.example/offline', sv: 'http://samsyn.example/sv/offline',
    fi: 'http://samsyn.example/fi/offline', en: 'http://samsyn.example/en/offline' })
})

test('COR_05_a_kept_page_is_kept_for_its_language', async () => {
  const [sv, fi] = [await html('/sv/offline'), await html('/fi/offline')]
  assert.ok(sv.headers.etag && sv.headers.etag !== fi.headers.etag)
  assert.equal(sv.headers.vary, 'Accept, Cookie')
  assert.equal((await html('/sv/offline', { 'If-None-Match': sv.headers.etag, 'Accept-Language': 'fi' })).status, 304)
  assert.equal((await html('/fi/offline', { 'If-None-Match': sv.headers.etag })).status, 200)
})

test('COR_05_who_is_signed_in_keeps_the_own_language', async () => {
  const session = await signIn(server, 'admin')
  const sent = await html('/fi/buildings?sort=-year', session)
  assert.equal(sent.status, 303)
  assert.equal(sent.headers.location, '/buildings?sort=-year')
  const [plain, led] = [await html('/buildings', session), await html(sent.headers.location, session)]
  assert.equal(languageOf(led), languageOf(plain))
  assert.deepEqual(links(led).filter((it) => /^\/(sv|fi|en)\b/.test(it)), [])
  const opened = await html('/fi/demo/sign-in', form, { method: 'POST', body: 'role=admin' })
  assert.equal(opened.headers.location, '/', 'no detour after signing in')
})

test('COR_05_what_is_no_language_is_a_path_as_any', async () => {
  for (const path of ['/de/sign-in', '/sv/fi/sign-in', '/svsign-in', '/sv//sign-in', '/sv/healthz', '/sv/assets/x']) {
    assert.equal((await html(path)).status, 404, path)
  }
  const slash = await html('/sv/sign-in/')
  assert.equal(slash.status, 308)
  assert.equal(slash.headers.location, '/sv/sign-in')
  const host = await html('/sv//samsyn.example/', await signIn(server, 'admin'))
  assert.equal(host.status, 404)
})
