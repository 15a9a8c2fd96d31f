/**
 * Takes the pictures of the site in apps/docs/README.md with the real one. Needs chromium on the path.
 * Usage: node --conditions=@tidegate/source scripts/draw-site.ts
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { findProgram } from '@tidegate/test-support'
import { buildSite } from '../apps/docs/src/build-site.ts'
import { buildPage } from '../apps/playground/scripts/build-page.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const pictures = process.argv[2] ?? join(root, 'docs/pictures')
const executablePath = findProgram('chromium')
if (executablePath === undefined) throw new Error('chromium is not installed')
const folder = mkdtempSync(join(tmpdir(), 'tidegate-site-'))
const playground = join(folder, 'playground')
const site = join(folder, 'site')
mkdirSync(playground)
writeFileSync(join(playground, 'index.html'), await buildPage())
await buildSite({ root, out: site, repository: 'https://github.com/tidegate/tidegate', playground })
interface Picture {
  readonly name: string
  readonly address: string
  readonly width: number
  readonly height: number
  readonly colorScheme: 'light' | 'dark'
  /** What is typed into the search. */
  readonly query?: string
}

const taken: readonly Picture[] = [
  { name: 'site-landing', address: 'index.html', width: 1280, height: 1000, colorScheme: 'light' },
  { name: 'site-dark', address: 'index.html', width: 1280, height: 800, colorScheme: 'dark' },
  { name: 'site-reference', address: 'language/limits.html', width: 1280, height: 900, colorScheme: 'light' },
  {
    name: 'site-search',
    address: 'language/limits.html',
    width: 1280,
    height: 800,
    colorScheme: 'light',
    query: 'fake googlebot',
  },
  { name: 'site-phone', address: 'index.html', width: 390, height: 1100, colorScheme: 'light' },
  { name: 'site-phone-cookbook', address: 'cookbook.html', width: 390, height: 1100, colorScheme: 'dark' },
]

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars'] })
try {
  for (const { name, address, width, height, colorScheme, query } of taken) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme })
    await page.goto(pathToFileURL(join(site, address)).href)
    if (query !== undefined) {
      await page.keyboard.press('/')
      await page.keyboard.type(query)
      await page.waitForSelector('#results li')
    }
    await page.screenshot({ path: join(pictures, `${name}.png`) })
    await page.close()
  }
} finally {
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
}
