import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { buildPage } from '@tidegate/playground/build-page'
import { browserFlags, findProgram, runs } from '@tidegate/test-support'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSite } from './build-site.ts'
import { type ServedFolder, serveFolder } from './testing/serve-folder.ts'

const executablePath = findProgram('chromium')
/** WHY: the whole site and the playground take ten seconds of processor time. */
const isDeep = runs(1) > 1

describe.skipIf(executablePath === undefined || !isDeep)(
  'the playground as a part of the site, in a real browser (deep run; needs chromium)',
  () => {
    let folder: string
    let browser: Browser
    let server: ServedFolder
    let base: string
    let port: number
    let dead: readonly string[]

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'tidegate-site-'))
      const playground = join(folder, 'built')
      mkdirSync(playground)
      writeFileSync(join(playground, 'index.html'), await buildPage())
      ;({ dead } = await buildSite({
        root: resolve(import.meta.dirname, '../../..'),
        out: join(folder, 'site'),
        repository: 'https://example.com/repository',
        playground,
      }))
      // It sets only what the page of the documentation recommends.
      server = await serveFolder(folder, (path) =>
        path.startsWith('/site/playground/') ? { 'content-security-policy': "frame-ancestors 'self'" } : {},
      )
      ;({ port } = server)
      base = `http://127.0.0.1:${port}/site/`
      browser = await chromium.launch({ executablePath: executablePath ?? '', args: [...browserFlags] })
    })

    afterAll(async () => {
      await browser?.close()
      server?.close()
      rmSync(folder, { recursive: true, force: true })
    })

    async function open(address: string): Promise<{ page: Page; errors: readonly string[] }> {
      const page = await browser.newPage()
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(error.message))
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text())
      })
      await page.goto(address)
      return { page, errors }
    }

    it('is linked to from pages whose links all lead somewhere', () => {
      expect(dead).toEqual([])
    })

    it('is embedded in getting started, decides there, and opens itself whole', async () => {
      const { page, errors } = await open(`${base}getting-started.html`)
      expect(await page.locator('iframe.embed').count()).toBe(1)
      await page.locator('iframe.embed').scrollIntoViewIfNeeded()
      const frame = page.frameLocator('iframe.embed')
      await frame.locator('#checked.good, #checked.warning').waitFor()
      expect(await frame.locator('#share').isVisible()).toBe(false)
      const policy = (await frame.locator('.cm-content').textContent()) ?? ''
      await frame.locator('#requests').fill('GET / from 192.0.2.1\n')
      await frame.locator('#explanation .verdict').waitFor()
      const [whole] = await Promise.all([page.context().waitForEvent('page'), frame.locator('#whole').click()])
      await whole.locator('#explanation .verdict').waitFor()
      expect(await whole.locator('.cm-content').textContent()).toBe(policy)
      expect(await whole.inputValue('#requests')).toBe('GET / from 192.0.2.1\n')
      expect(errors).toEqual([])
      await whole.close()
      await page.close()
    })

    it.each(['index.html', 'cookbook.html', 'language/rules.html', 'getting-started.html'])(
      'opens the policies of %s without errors',
      async (path) => {
        const { page } = await open(base + path)
        const links = await page
          .locator('a[href*="playground/index.html#"]')
          .evaluateAll((all) => all.map((each) => (each as HTMLAnchorElement).href))
        expect(links.length).toBeGreaterThan(0)
        await page.close()
        const { page: shown, errors } = await open(`${base}playground/index.html`)
        for (const link of links.slice(0, 5)) {
          await shown.goto('about:blank')
          await shown.goto(link)
          await shown.locator('#checked:not(:empty)').waitFor()
          expect([link, await shown.locator('#notice').isVisible()]).toEqual([link, false])
          expect([link, await shown.locator('.cm-content').textContent()]).not.toEqual([link, ''])
        }
        expect(errors).toEqual([])
        await shown.close()
      },
    )

    it('is not shown in the pages of others, where the server says so', async () => {
      writeFileSync(
        join(folder, 'other.html'),
        `<iframe src="http://127.0.0.1:${port}/site/playground/index.html?embed"></iframe>`,
      )
      const { page, errors } = await open(`http://localhost:${port}/other.html`)
      await expect.poll(() => errors.join()).toContain('frame-ancestors')
      expect(await page.frameLocator('iframe').locator('#checked').count()).toBe(0)
      await page.close()
    })

    it('works from a folder', async () => {
      const { page } = await open(`file://${folder}/site/getting-started.html`)
      await page.locator('a.open').first().click()
      await page.locator('#checked:not(:empty)').waitFor()
      expect(page.url()).toContain('/site/playground/index.html#1.')
      await page.close()
    })
  },
)
