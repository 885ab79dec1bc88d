// Pictures of the pages, for docs/screenshots and for looking at one's own work:
//
//   node tests/browser/screenshots.mjs [DIRECTORY [all]]
//
// Without `all` the few that the manual shows; with it every page of the catalogue, wide and narrow,
// light and dark.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { catalogue } from './catalogue.mjs'
import { close, open, startBrowser, startDemo, stopDemo } from './support.mjs'

const [directory = 'docs/screenshots', all] = process.argv.slice(2)
const wide = { width: 1280, height: 800 }
const narrow = { width: 360, height: 740 }
const shown = {
  start: ['wide-light', 'narrow-dark'], buildings: ['wide-light', 'narrow-light'],
  building: ['wide-dark', 'narrow-light'], 'import refused': ['wide-light'],
}

mkdirSync(directory, { recursive: true })
const server = await startDemo()
const browser = await startBrowser()
try {
  for (const entry of catalogue) {
    for (const [size, box] of Object.entries({ wide, narrow })) {
      for (const scheme of ['light', 'dark']) {
        const which = `${size}-${scheme}`
        if (!all && !shown[entry.name]?.includes(which)) {
          continue
        }
        const page = await open({ browser, server }, { role: entry.role, scheme, ...box })
        try {
          await entry.show(page)
          const path = join(directory, `${entry.name.replaceAll(' ', '-')}-${which}.png`)
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
