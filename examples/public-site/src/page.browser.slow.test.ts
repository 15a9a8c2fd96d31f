import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { findProgram, sendRequest } from '@tidegate/engine/testing'
import { chromium, type Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSite, type Site } from './app.ts'

const executablePath = findProgram('chromium')
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

describe.skipIf(executablePath === undefined)('the front page in a real browser (needs chromium)', () => {
  let site: Site
  let server: Server
  let browser: Browser
  let address: string

  beforeAll(async () => {
    site = createSite({ policy: fileURLToPath(new URL('../site.policy', import.meta.url)) })
    await site.guard.ready
    server = createServer(site.app.callback())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: flags })
  })

  afterAll(async () => {
    await browser?.close()
    await site?.close()
    server?.closeAllConnections()
    server?.close()
  })

  it('shows how the policy sees the visitor, without errors in the console', async () => {
    const page = await browser.newPage()
    const errors: string[] = []
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
    page.on('pageerror', (error) => errors.push(error.message))
    await page.goto(address)
    await page.getByText('You were admitted.').waitFor()
    expect(await page.locator('dl').innerText()).toContain('127.0.0.1')
    expect(await page.locator('.limit').first().innerText()).toMatch(/19\d of 200 left/)
    expect(errors).toEqual([])
    const picture = process.env['TIDEGATE_PICTURES']
    if (picture !== undefined) await page.screenshot({ path: `${picture}/public-site.png`, fullPage: true })
    await page.close()
  })

  it('adds new decisions at the top of the live list, with markup in a user agent as text', async () => {
    const page = await browser.newPage()
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
    await page.close()
  })

  it('does not limit visitors who are logged in', async () => {
    const page = await browser.newPage()
    await page.goto(address)
    await page.getByRole('button', { name: /Log in/ }).click()
    await page.getByRole('button', { name: /Log out, guest/ }).waitFor()
    expect(await page.getByText('No limit applies to you.').count()).toBe(1)
    await page.close()
  })
})
