/**
 * Draws the pictures of the playground with the real one. Needs chromium on the path. Usage: node --conditions=@tidegate/source scripts/draw-playground.ts
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { findProgram } from '@tidegate/test-support'
import { buildPage } from '../apps/playground/scripts/build-page.ts'

const pictures = fileURLToPath(new URL('../docs/pictures/', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'tidegate-playground-'))
const executablePath = findProgram('chromium')
if (executablePath === undefined) throw new Error('chromium is not installed')
writeFileSync(join(folder, 'index.html'), await buildPage())
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars'] })
try {
  for (const [name, width, colorScheme, isEdited] of [
    ['playground.png', 1180, 'light', false],
    ['playground-dark.png', 1180, 'dark', false],
    ['playground-phone.png', 390, 'light', false],
    ['playground-changes.png', 1180, 'light', true],
  ] as const) {
    const page = await browser.newPage({ viewport: { width, height: 1000 }, colorScheme })
    await page.goto(pathToFileURL(join(folder, 'index.html')).href)
    await page.waitForSelector('#explanation .verdict')
    if (isEdited) {
      await page.click('.cm-content')
      await page.keyboard.press('Control+End')
      await page.keyboard.type('block path in /xmlrpc.php')
      await page.waitForSelector('#diff .answer')
    }
    await page.screenshot({ path: join(pictures, name), fullPage: true })
    await page.close()
  }
} finally {
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
}
