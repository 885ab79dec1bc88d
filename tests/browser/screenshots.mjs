// Pictures of the pages, for docs/pictures and for looking at one's own work:
//
//   node tests/browser/screenshots.mjs [DIRECTORY [all]]
//
// Without `all` the few that the manual shows; with it every page of the catalogue, wide and narrow,
// light and dark.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { catalogue } from './catalogue.mjs'
import { close, open, startBrowser, startDemo, stopDemo } from './support.mjs'

const [directory = 'docs/pictures', all] = process.argv.slice(2)
const wide = { width: 1280, height: 800 }
const narrow = { width: 360, height: 740 }
const shown = {
  start: { 'wide-light': 'start' },
  buildings: { 'wide-light': 'buildings', 'narrow-dark': 'buildings-phone' },
  building: { 'wide-light': 'building' },
  'building edit conflict': { 'wide-light': 'conflict' },
  'import refused': { 'wide-light': 'import' },
}

mkdirSync(directory, { recursive: true })
const server = await startDemo()
const browser = await startBrowser()
try {
  for (const entry of catalogue) {
    for (const [size, box] of Object.entries({ wide, narrow })) {
      for (const scheme of ['light', 'dark']) {
        const which = `${size}-${scheme}`
        const name = all ? `${entry.name.replaceAll(' ', '-')}-${which}` : shown[entry.name]?.[which]
        if (!name) {
          continue
        }
        const page = await open({ browser, server }, { role: entry.role, scheme, ...box })
        try {
          await entry.show(page)
          if (entry.inPicture) {
            await page.locator(entry.inPicture)
              .evaluate((it) => it.scrollIntoView({ block: 'center' }))
          }
          const path = join(directory, `${name}.png`)
          await page.screenshot({ path })
          console.log(path)
        } catch (error) {
          console.log(`${entry.name}: ${String(error).split('\n')[0]}`)
        }
        await close(page)
      }
    }
  }
} finally {
  await browser.close()
  await stopDemo(server)
}
