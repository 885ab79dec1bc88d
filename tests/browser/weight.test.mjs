// What a page costs on the wire: at most 100 KB on the first visit and 15 KB after, as a proxy that
// compresses with gzip -6 would send it; pictures aside.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { close, inWorld, open, visit } from './support.mjs'

inWorld({}, (world) => {
  // What the service worker had is no weight; a page that it fetched is.
  const isKept = (reply) => reply.fromServiceWorker() &&
    new URL(reply.url()).pathname.startsWith('/assets/')

  async function weigh(page, path) {
    const parts = []
    const weigher = async (reply) => {
      if (['image', 'eventsource'].includes(reply.request().resourceType()) || reply.status() === 304 ||
          isKept(reply)) {
        return
      }
      const bytes = await reply.body().catch(() => Buffer.alloc(0))
      const isPacked = reply.url().endsWith('.woff2')
      parts.push([new URL(reply.url()).pathname, isPacked ? bytes.length : gzipSync(bytes, { level: 6 }).length])
    }
    const replies = []
    const listen = (reply) => replies.push(weigher(reply))
    page.on('response', listen)
    await visit(page, path)
    await page.waitForTimeout(300)
    page.off('response', listen)
    await Promise.all(replies)
    return { parts, sum: parts.reduce((sum, [, bytes]) => sum + bytes, 0) }
  }

  for (const path of ['/', '/buildings']) {
    test(`${path} weighs at most 100 KB on the first visit and 15 KB after`, async (context) => {
      const page = await open(world, { role: 'manager' })
      const first = await weigh(page, path)
      const again = await weigh(page, path)
      context.diagnostic(`${path}: first ${first.sum} B, after ${again.sum} B`)
      assert.ok(first.sum <= 100_000, JSON.stringify(first.parts))
      assert.ok(again.sum <= 15_000, JSON.stringify(again.parts))
      await close(page)
    })
  }

  test('nothing is loaded from elsewhere, and nothing moves while the page loads', async () => {
    const page = await open(world, { role: 'manager' })
    const hosts = new Set()
    page.on('request', (request) => hosts.add(new URL(request.url()).host))
    await visit(page, '/buildings')
    const moved = await page.evaluate(() => new Promise((resolve) => {
      let sum = 0
      new PerformanceObserver((list) => {
        for (const shift of list.getEntries()) {
          sum += shift.value
        }
      }).observe({ type: 'layout-shift', buffered: true })
      setTimeout(() => resolve(sum), 300)
    }))
    hosts.delete('')
    assert.deepEqual([...hosts], [new URL(world.server.base).host])
    assert.ok(moved < 0.02, `moved by ${moved}`)
    await close(page)
  })
})
