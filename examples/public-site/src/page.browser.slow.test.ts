import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { sendRequest } from '@tidegate/engine/testing'
import { browserFlags, findProgram } from '@tidegate/test-support'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSite, type Site } from './app.ts'
import { demonstrationClock } from './demonstration-clock.ts'

const executablePath = findProgram('chromium')

describe.skipIf(executablePath === undefined)('the front page in a real browser (needs chromium)', () => {
  let site: Site
  let server: Server
  let browser: Browser
  let address: string

  beforeAll(async () => {
    const policy = fileURLToPath(new URL('../site.policy', import.meta.url))
    site = createSite({ policy, clock: demonstrationClock(Date.now()) })
    await site.guard.ready
    server = createServer(site.app.callback())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: [...browserFlags] })
  })

  afterAll(async () => {
    await browser?.close()
    await site?.close()
    server?.closeAllConnections()
    server?.close()
  })

  let shared: Page | undefined

  /** The page that most tests use, one after another. WHY not one each: the browser starts a process for it. */
  async function sharedPage(): Promise<Page> {
    shared ??= await browser.newPage()
    return shared
  }

  it('shows how the policy sees the visitor, without errors in the console', async () => {
    const page = await sharedPage()
    const errors: string[] = []
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
    page.on('pageerror', (error) => errors.push(error.message))
    await page.goto(address)
    await page.getByText('You were admitted.').waitFor()
    expect(await page.locator('dl').innerText()).toContain('127.0.0.1')
    expect(await page.locator('.limit').first().innerText()).toMatch(/19\d of 200 left/)
    expect(errors).toEqual([])
    await takePicture(page, 'public-site')
  })

  it.each([
    ['Visit as a scraper', ['403'], 'HTTP/1.1 403', /site\.policy:\d+ scraper/],
    [
      'Visit six times as a search bot',
      ['200', '200', '200', '200', '200', '429'],
      'Retry-After: ',
      /site\.policy:\d+ search bots in peak hours/,
    ],
    ['Visit from a blocked address', ['403'], 'HTTP/1.1 403', /site\.policy:\d+ known attacker/],
  ])('shows what is refused, and by which line: %s', async (button, statuses, received, rule) => {
    const page = await sharedPage()
    await page.goto(address)
    await page.getByRole('button', { name: button }).click()
    await page.locator('.statuses').waitFor()
    expect(await page.locator('.statuses b').allInnerTexts()).toEqual(statuses)
    expect(await page.locator('pre').innerText()).toContain(received)
    const link = page.locator('#decisions tr', { hasText: rule }).first().locator('a')
    await link.click()
    const line = await page.locator('.policy li:target').innerText()
    expect(line.trim()).not.toBe('')
    expect(await link.innerText()).toMatch(
      new RegExp(`:${await page.locator('.policy li:target').evaluate(lineNumber)} `),
    )
    await takePicture(page, `public-site-${statuses.length}`)
  })

  it('lists no request for its own files', async () => {
    const page = await sharedPage()
    await page.goto(address)
    await page.reload()
    expect(await page.locator('#decisions').innerText()).not.toContain('/web/static/live.js')
    expect(await page.locator('#decisions').innerText()).not.toContain('GET /decisions')
  })

  it('fits a phone: no sideways scrolling, no address broken in two, entries of a few lines', async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' })
    for (const [ip, agent] of [
      ['2001:db8:1234:5678:9abc:def0:1234:5678', `Mozilla/5.0 ${'(compatible; a long agent) '.repeat(4)}`],
      ['198.51.100.7', 'curl/8'],
    ] as const) {
      const headers = ['X-Forwarded-For', ip, 'User-Agent', agent]
      await sendRequest({ port: Number(new URL(address).port), target: `/articles/${'long-name-'.repeat(8)}`, headers })
    }
    await page.goto(address)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    for (const row of await page.locator('#decisions tr').all()) {
      expect((await row.boundingBox())!.height).toBeLessThan(160)
      expect((await row.locator('.address').boundingBox())!.height).toBeLessThan(30)
    }
    await takePicture(page, 'public-site-phone')
    await page.close()
  })

  it('adds new decisions at the top of the live list, with markup in a user agent as text', async () => {
    const page = await sharedPage()
    await page.goto(address)
    await page.waitForFunction(() => document.readyState === 'complete')
    await sendRequest({
      port: Number(new URL(address).port),
      target: '/articles/live',
      headers: ['X-Forwarded-For', '203.0.113.77', 'User-Agent', 'AhrefsBot <img src=x onerror="document.title=1">'],
    })
    const row = page.locator('#decisions tr.block', { hasText: '203.0.113.77' })
    await row.waitFor()
    expect(await row.innerText()).toContain('<img src=x')
    expect(await row.innerText()).toMatch(/site\.policy:\d+ scraper/)
    expect(await page.title()).toContain('public website')
  })

  it('does not limit visitors who are logged in', async () => {
    const page = await sharedPage()
    await page.goto(address)
    await page.getByRole('button', { name: /Log in/ }).click()
    await page.getByRole('button', { name: /Log out, guest/ }).waitFor()
    expect(await page.getByText('No limit applies to you.').count()).toBe(1)
  })
})

/** Writes a picture of a page to the folder that `TIDEGATE_PICTURES` names, for people to look at. */
async function takePicture(page: Page, name: string): Promise<void> {
  const folder = process.env['TIDEGATE_PICTURES']
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}

function lineNumber(line: Element): number {
  return Number(line.id.slice('line-'.length))
}
