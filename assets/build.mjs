// Bundles the styles, scripts, font and pictures into files named by their content.
//
//   node build.mjs OUTPUT-DIRECTORY
//
// writes OUTPUT/files/NAME-HASH.EXT and OUTPUT/manifest.json, which says for each name the
// address it is served at and its media type; tools/assets.py puts both into the program.
// A file's name changes when its bytes do, so browsers may keep it for ever. Only the service
// worker keeps a fixed address, because browsers look for it there.

import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { palette } from './theme/palette.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const out = resolve(process.argv[2] ?? join(here, '../build/assets'))
const types = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  woff2: 'font/woff2',
  svg: 'image/svg+xml',
  webmanifest: 'application/manifest+json',
}
const target = ['chrome111', 'firefox115', 'safari16.4']
const manifest = {}

function put(name, bytes, fixedAddress) {
  const dot = name.lastIndexOf('.')
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 10)
  const file = `${name.slice(0, dot)}-${hash}${name.slice(dot)}`
  const path = fixedAddress ?? `/assets/${file}`
  writeFileSync(join(out, 'files', file), bytes)
  manifest[name] = { path, file, type: types[name.slice(dot + 1)], bytes: bytes.length }
  return path
}

// The theme package brings six brand colours and two typefaces; what no rule reads is dropped,
// again and again until nothing more falls, since tokens name tokens.
function pruned(css) {
  let text = css.replace(/--ds-color-brand\d[\w-]*:[^;}]*;?/g, '')
  for (;;) {
    const read = new Set([...text.matchAll(/var\(\s*(--[\w-]+)/g)].map((hit) => hit[1]))
    const next = text.replace(/(--[\w-]+):((?:"[^"]*"|\([^)]*(?:\([^)]*(?:\([^)]*\)[^)]*)*\)[^)]*)*\)|[^;{}"(])*);?/g,
      (whole, name) => (read.has(name) || name.startsWith('--ds-size') ? whole : ''))
    if (next === text) {
      return text.replace(/[^{}]*\{\s*\}/g, '')
    }
    text = next
  }
}

async function styles(fontAddress) {
  const result = await build({
    entryPoints: [join(here, 'css/app.css')],
    bundle: true, minify: true, write: false, target, logLevel: 'error',
    loader: { '.svg': 'dataurl' },
    external: ['/assets/*'],
    plugins: [{
      name: 'generated',
      setup(it) {
        it.onResolve({ filter: /^samsyn:/ }, (ask) => ({ path: ask.path, namespace: 'generated' }))
        it.onLoad({ filter: /.*/, namespace: 'generated' }, (ask) => ({
          loader: 'css',
          contents: ask.path === 'samsyn:palette'
            ? `:root,[data-color-scheme=light]{${palette('light')}}
               [data-color-scheme=dark]{${palette('dark')}}
               @media (prefers-color-scheme:dark){[data-color-scheme=auto]{${palette('dark')}}}`
            : `@font-face{font-family:Inter;font-style:normal;font-display:optional;
                 font-weight:100 900;src:url(${fontAddress}) format("woff2")}`,
        }))
      },
    }],
  })
  return Buffer.from(pruned(result.outputFiles[0].text))
}

async function script(entry, define = {}) {
  const result = await build({
    entryPoints: [join(here, 'js', entry)],
    bundle: true, minify: true, write: false, format: 'iife', target, define, logLevel: 'error',
    legalComments: 'none',
  })
  return Buffer.from(result.outputFiles[0].contents)
}

rmSync(out, { recursive: true, force: true })
mkdirSync(join(out, 'files'), { recursive: true })
const font = put('inter.woff2', readFileSync(
  join(here, 'node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2')))
put('app.css', await styles(font))
put('app.js', await script('app.js'))
put('logo.svg', readFileSync(join(here, 'icons/logo.svg')))
put('app.webmanifest', Buffer.from(JSON.stringify({
  name: 'Samsyn', short_name: 'Samsyn', start_url: '/', display: 'standalone',
  background_color: '#fdfbf8', theme_color: '#004862',
  icons: [{ src: manifest['logo.svg'].path, sizes: 'any', type: 'image/svg+xml' }],
})))
const shell = ['app.css', 'app.js', 'inter.woff2', 'logo.svg'].map((name) => manifest[name].path)
put('sw.js', await script('sw.js', {
  SHELL: JSON.stringify(shell),
  VERSION: JSON.stringify(createHash('sha256').update(shell.join()).digest('hex').slice(0, 10)),
}), '/sw.js')
writeFileSync(join(out, 'manifest.json'), JSON.stringify(manifest, null, 2) + '\n')

let total = 0
for (const [name, { file }] of Object.entries(manifest)) {
  const bytes = readFileSync(join(out, 'files', file))
  const sent = file.endsWith('.woff2') ? bytes.length : gzipSync(bytes, { level: 6 }).length
  total += sent
  console.log(`${name.padEnd(18)} ${String(bytes.length).padStart(7)} B  ${String(sent).padStart(6)} B sent`)
}
console.log(`${'all'.padEnd(18)} ${' '.repeat(9)}  ${String(total).padStart(6)} B sent`)
