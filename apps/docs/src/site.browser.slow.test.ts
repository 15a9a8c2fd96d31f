import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { browserFlags, findProgram, runs } from '@tidegate/test-support'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSite } from './build-site.ts'
import { type ServedFolder, serveFolder } from './testing/serve-folder.ts'

const executablePath = findProgram('chromium')
/** WHY: the whole site takes six seconds of processor time; its links are checked in every run, by `pages.slow.test.ts`. */
const isDeep = runs(1) > 1

describe.skipIf(executablePath === undefined || !isDeep)(
  'the site in a real browser (deep run; needs chromium)',
  () => {
    let folder: string
    let browser: Browser
    let server: ServedFolder
    let base: string
    let dead: readonly string[]

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'tidegate-site-'))
      const root = resolve(import.meta.dirname, '../../..')
      ;({ dead } = await buildSite({
        root,
        out: folder,
        repository: 'https://example.com/repository',
        playground: undefined,
      }))
      server = await serveFolder(folder)
      base = `http://127.0.0.1:${server.port}/`
      browser = await chromium.launch({ executablePath: executablePath ?? '', args: [...browserFlags] })
    })

    afterAll(async () => {
      await browser?.close()
      server?.close()
      rmSync(folder, { recursive: true, force: true })
    })

    /** Opens a page; `asked` are the addresses that it requests, and `errors` what its console says. */
    async function open(
      path: string,
      options: BrowserContextOptions = {},
    ): Promise<{ page: Page; asked: string[]; errors: string[] }> {
      const page = await browser.newPage(options)
      const asked: string[] = []
      const errors: string[] = []
      page.on('request', (request) => asked.push(request.url()))
      page.on('console', (message) => errors.push(message.text()))
      await page.goto(base + path)
      return { page, asked, errors }
    }

    it('has no dead links, and asks no other host', async () => {
      expect(dead).toEqual([])
      for (const path of ['index.html', 'getting-started.html', 'language/rules.html', 'digest/index.html']) {
        const { page, asked, errors } = await open(path)
        expect(errors).toEqual([])
        expect(asked.filter((url) => !url.startsWith(base))).toEqual([])
        await page.close()
      }
    })

    it('finds without network what was loaded, by the keyboard alone', async () => {
      const { page } = await open('language/index.html')
      await page.keyboard.press('/')
      await page.keyboard.type('impersonats')
      await page.waitForSelector('#results li')
      await page.context().setOffline(true)
      await page.locator('dialog.search input').fill('TG301')
      await page.waitForSelector('#results a[href*="TG301"]')
      await page.locator('dialog.search input').fill('fake googlebot qwertz')
      await page.waitForSelector('#results a[href*="bot"]')
      expect(await page.locator('dialog.search .state').textContent()).toContain('with some of them')
      await page.locator('dialog.search input').fill('TG301')
      await page.waitForSelector('#results a[href*="TG301"]')
      await page.context().setOffline(false)
      await page.keyboard.press('Enter')
      await page.waitForURL(/TG301|diagnostics/)
      expect(page.url()).toContain('TG301')
      await page.close()
    })

    it('follows the system’s colours, and the reader’s choice', async () => {
      const { page } = await open('cli.html', { colorScheme: 'dark' })
      const background = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
      const dark = await background()
      await page.locator('.scheme').click()
      expect(await background()).not.toBe(dark)
      await page.reload()
      expect(await background()).not.toBe(dark)
      await page.locator('.scheme').click()
      expect(await background()).toBe(dark)
      await page.close()
    })

    it.each(['index.html', 'cookbook.html', 'comparison.html', 'cli.html'])('fits a phone: %s', async (path) => {
      const { page } = await open(path, { viewport: { width: 390, height: 844 } })
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
      const cut = page.locator(':is([data-language=policy],[data-language=yaml]) pre')
      expect(await cut.evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).length)).toBe(0)
      await page.close()
    })

    it('shows every line of the policy on the landing page of a narrow window and of a wide one', async () => {
      for (const width of [900, 1210, 1280]) {
        const { page } = await open('index.html', { viewport: { width, height: 900 } })
        const policy = page.locator('.hero pre')
        expect(await policy.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0)
        await page.close()
      }
    })

    it('shows diagrams in the colours that the reader chose', async () => {
      const { page } = await open('language/rules.html', { colorScheme: 'dark' })
      const diagram = page.locator('article img[src$=".svg"]').first()
      const dark = await diagram.screenshot()
      await page.locator('.scheme').click()
      expect((await diagram.screenshot()).equals(dark)).toBe(false)
      await page.close()
    })

    it('works from a folder without a server, and without scripts', async () => {
      const file = await browser.newPage()
      await file.goto(`file://${folder}/index.html`)
      await file.keyboard.press('/')
      await file.keyboard.type('googlebot')
      await file.waitForSelector('#results li')
      await file.close()
      const { page } = await open('cli.html', { javaScriptEnabled: false })
      expect(await page.locator('.pages a').count()).toBeGreaterThan(50)
      await page.close()
    })
  },
)
