import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import axe from 'axe-core'
import { browserFlags, findProgram, freePorts, runs } from '@tidegate/test-support'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openGateway } from '../gateway.ts'
import type { Gateway } from '../running-gateway.ts'
import type { GatewayOptions } from '../gateway-options.ts'
import { pagePaths } from './routes.ts'

const executablePath = findProgram('chromium')

const policy = `policy "shop"
client ip from x-forwarded-for trusting 127.0.0.0/8
bots scrapers = ahrefsbot
list office = 198.51.100.0/24
block bot in scrapers  as "<b>scraper</b>"
block path in /admin/**  unless ip in office
limit 5 per hour per ip  as "visitors"
`

/** Whether a message is that of the browser about a page with a status such as 404, which are meant here. */
const isOfStatus = (text: string): boolean => /server responded with a status of 4\d\d/.test(text)

const attack = `"><img src=//evil.example/x onerror=alert(1)><script>alert(1)</script>'`

describe.skipIf(executablePath === undefined)('the page for operators in a real browser (needs chromium)', () => {
  let folder: string
  let browser: Browser
  let ports: readonly number[]
  let gateway: Gateway

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tidegate-page-'))
    writeFileSync(join(folder, 'site.policy'), policy)
    ports = await freePorts(2)
    gateway = await start()
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: [...browserFlags] })
  })

  afterAll(async () => {
    await browser?.close()
    await gateway?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  let desk: Page | undefined

  /** The page that most tests use, one after another. WHY not one each: a new one takes a tenth of a second of processor time. */
  async function deskPage(): Promise<Page> {
    desk ??= await newPage()
    return desk
  }

  const at = (port: number) => ({ kind: 'tcp', host: '127.0.0.1', port }) as const

  function start(options: Partial<GatewayOptions> = {}): Promise<Gateway> {
    return openGateway({
      sites: [{ policy: join(folder, 'site.policy') }],
      listen: [at(ports[0]!)],
      admin: at(ports[1]!),
      behind: ['caddy'],
      logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
      drainMs: 100,
      ...options,
    })
  }

  /** A request of a client, as a proxy asks about it. Returns the status, and the reference of a refusal. */
  async function send(ip: string, path = '/', agent = 'Mozilla/5.0'): Promise<readonly [number, string]> {
    const headers = {
      'x-forwarded-method': 'GET',
      'x-forwarded-uri': path,
      'x-forwarded-for': ip,
      'x-forwarded-host': 'shop.example',
      'user-agent': agent,
    }
    const reply = await fetch(`http://127.0.0.1:${ports[0]}/authz/forward-auth`, { headers })
    await reply.arrayBuffer()
    return [reply.status, reply.headers.get('x-tidegate-id') ?? '']
  }

  async function exceed(ip: string): Promise<string> {
    for (let i = 0; i < 5; i++) expect((await send(ip))[0]).toBe(200)
    const [status, id] = await send(ip)
    expect(status).toBe(429)
    return id
  }

  const origin = (): string => `http://127.0.0.1:${ports[1]}`

  /** What a page did that it must not do: errors, dialogs, and requests to elsewhere. */
  const faults: string[] = []

  async function newPage(options: BrowserContextOptions = {}): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1180, height: 900 }, ...options })
    page.setDefaultTimeout(10_000)
    page.on(
      'console',
      (message) => message.type() === 'error' && !isOfStatus(message.text()) && faults.push(message.text()),
    )
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('dialog', (dialog) => {
      faults.push(`dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
    page.on('request', (request) => request.url().startsWith(origin()) || faults.push(request.url()))
    return page
  }

  async function show(page: Page, path = ''): Promise<void> {
    await page.goto(`${origin()}/page${path}`, { waitUntil: 'load' })
  }

  async function seen(page: Page, part: string, text: string | RegExp): Promise<void> {
    await page.locator(`[data-part="${part}"]`, { hasText: text }).waitFor()
  }

  it('finds a refusal by its reference, says why, and unblocks the client at once', async () => {
    const id = await exceed('203.0.113.5')
    const page = await deskPage()
    await show(page)
    await page.getByRole('searchbox').fill(` Reference: ${id} `)
    await page.getByRole('button', { name: 'Find' }).click()
    await seen(page, 'why', 'site.policy:7')
    await seen(page, 'why', 'limit 5 per hour per ip')
    await seen(page, 'then', '0 of 5')
    await seen(page, 'do', 'exempt ip in 203.0.113.5 from "visitors"')
    await page.getByRole('button', { name: /^Unblock 203\.0\.113\.5/ }).click()
    await page.getByRole('heading', { level: 1, name: 'Unblock 203.0.113.5?' }).waitFor()
    expect((await send('203.0.113.5'))[0]).toBe(429)
    await page.getByRole('button', { name: 'Yes, unblock' }).click()
    await page.getByRole('status').filter({ hasText: '203.0.113.5 is unblocked' }).waitFor()
    expect(new URL(page.url()).pathname).toBe(`/page/refusals/${id}`)
    expect((await send('203.0.113.5'))[0]).toBe(200)
    await show(page, '/changes')
    await seen(page, 'changes', /local[\s\S]*reset/)
  })

  it('blocks a client, and ends that', async () => {
    const page = await deskPage()
    await show(page, '/limits?ip=203.0.113.6')
    await page.getByLabel('For how long').selectOption('4 hours')
    await page.getByRole('button', { name: 'Block', exact: true }).click()
    await page.getByRole('button', { name: 'Yes, block' }).click()
    await seen(page, 'blocks', '203.0.113.6')
    expect((await send('203.0.113.6'))[0]).toBe(429)
    await page
      .locator('[data-part=blocks]')
      .getByRole('button', { name: /^End block/ })
      .click()
    await page.getByRole('button', { name: 'Yes, end the block' }).click()
    await seen(page, 'blocks', 'No client is blocked')
    expect((await send('203.0.113.6'))[0]).toBe(200)
  })

  it('adds a rule for a while, says what is wrong with another one, and undoes the first', async () => {
    const page = await deskPage()
    await show(page, '/added-rules')
    const add = async (statement: string): Promise<void> => {
      await page.getByLabel(/statement/).fill(statement)
      await page.getByRole('button', { name: 'Look at it first' }).click()
      await page.getByRole('button', { name: 'Yes, add it' }).click()
    }
    await add('blok ip in 192.0.2.0/24')
    await page.getByRole('alert').filter({ hasText: 'blok' }).waitFor()
    expect(await page.getByLabel(/statement/).inputValue()).toBe('blok ip in 192.0.2.0/24')
    await add('block ip in 192.0.2.0/24')
    await seen(page, 'added', 'block ip in 192.0.2.0/24')
    const [status, id] = await send('192.0.2.1')
    expect(status).toBe(403)
    await page.getByRole('button', { name: /^Undo/ }).click()
    await page.getByRole('button', { name: 'Yes, undo it' }).click()
    await seen(page, 'added', 'No rule was added')
    expect((await send('192.0.2.1'))[0]).toBe(200)
    await show(page, `/refusals/${id}`)
    await seen(page, 'why', 'block ip in 192.0.2.0/24')
  })

  it('works without scripts', async () => {
    const id = await exceed('203.0.113.7')
    const page = await newPage({ javaScriptEnabled: false })
    await show(page)
    await page.getByRole('searchbox').fill(id)
    await page.getByRole('button', { name: 'Find' }).click()
    await page.getByRole('button', { name: /^Unblock/ }).click()
    await page.getByRole('button', { name: 'Yes, unblock' }).click()
    await page.getByText('203.0.113.7 is unblocked').waitFor()
    expect((await send('203.0.113.7'))[0]).toBe(200)
    await page.getByRole('link', { name: /every 30 seconds/ }).click()
    expect(await page.locator('meta[http-equiv=refresh]').getAttribute('content')).toBe('30')
    await page.close()
  })

  it('works with the keyboard alone, and shows where the focus is', async () => {
    const id = await exceed('203.0.113.8')
    const page = await deskPage()
    await show(page)
    const focused = () =>
      page.evaluate(() => {
        const { activeElement } = document
        const label = activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? ''
        const style = getComputedStyle(activeElement ?? document.body)
        return {
          tag: activeElement?.tagName,
          id: activeElement?.id,
          label: label.trim(),
          outline: `${style.outlineStyle} ${style.outlineWidth}`,
        }
      })
    const tabTo = async (label: RegExp): Promise<void> => {
      for (let i = 0; i < 60; i++) {
        await page.keyboard.press('Tab')
        const at = await focused()
        expect(at.outline).toBe('solid 3px')
        if (label.test(at.label)) return
      }
      throw new Error(`no ${String(label)} within 60 tabs`)
    }
    await tabTo(/^Skip to the content$/)
    await page.keyboard.press('Enter')
    expect((await focused()).id).toBe('main')
    await show(page)
    for (let i = 0; i < 3; i++) await page.keyboard.press('Tab')
    expect((await focused()).id).toBe('q')
    await page.keyboard.type(id)
    await page.keyboard.press('Enter')
    await seen(page, 'why', 'limit 5 per hour')
    await tabTo(/^Unblock/)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /^Unblock/ }).waitFor()
    await tabTo(/^Yes, unblock$/)
    await page.keyboard.press('Enter')
    await page.getByText('203.0.113.8 is unblocked').waitFor()
  })

  it('shows what happens while it is open, but not while it is hidden, and finds the gateway again', async () => {
    const page = await deskPage()
    const streams: string[] = []
    page.on('request', (request) => request.url().includes('/page/live') && streams.push(request.url()))
    await show(page, '/refusals')
    const live = page.locator('#live')
    await live.filter({ hasText: 'This page is live' }).waitFor()
    const [, id] = await send('203.0.113.10', '/admin/live')
    await seen(page, 'refusals', id)
    const setHidden = (hidden: boolean) =>
      page.evaluate((isHidden) => {
        Object.defineProperty(document, 'hidden', { value: isHidden, configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
      }, hidden)
    await setHidden(true)
    const [, unseen] = await send('203.0.113.10', '/admin/hidden')
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(await page.locator('[data-part=refusals]').innerText()).not.toContain(unseen)
    await setHidden(false)
    await seen(page, 'refusals', unseen)
    expect(streams).toHaveLength(2)

    const before = faults.length
    await gateway.stop()
    await live.filter({ hasText: 'No connection to the gateway' }).waitFor()
    expect(await page.locator('[data-part=refusals]').innerText()).toContain(unseen)
    gateway = await start()
    const [, after] = await send('203.0.113.10', '/admin/after')
    await live.filter({ hasText: 'The connection is back' }).waitFor()
    await seen(page, 'refusals', after)
    // The browser reports the connections that failed.
    faults.splice(before)
  })

  it('leaves a part alone while a person uses it', async () => {
    const page = await deskPage()
    await show(page, '/limits?ip=203.0.113.11')
    await page.locator('#live').filter({ hasText: 'This page is live' }).waitFor()
    await page.getByLabel('For how long').focus()
    await exceed('203.0.113.11')
    await seen(page, 'edge', '203.0.113.11')
    expect(await page.locator('[data-part=client]').innerText()).toContain('5 of 5')
    await page.getByRole('searchbox').focus()
    await seen(page, 'client', '0 of 5')
  })

  it('runs nothing that a client sent, and sends nothing anywhere', async () => {
    const [, id] = await send('203.0.113.12', `/admin/${encodeURIComponent(attack)}`, `AhrefsBot ${attack}`)
    await send('203.0.113.12', `/admin/<svg/onload=alert(1)>`, attack)
    const page = await deskPage()
    const attacked = [
      `/refusals/${id}`,
      `/find?q=${encodeURIComponent(attack)}`,
      `/limits?user=${encodeURIComponent(attack)}`,
      `/refusals?ip=${encodeURIComponent(attack)}`,
      ...pagePaths,
    ]
    for (const path of attacked.slice(0, runs(3))) {
      await show(page, path)
      expect(await page.locator('main script, main img, main svg[onload], main iframe').count()).toBe(0)
    }
    await show(page)
    await seen(page, 'clients', '<script>alert(1)</script>')
    await seen(page, 'rules', '<b>scraper</b>')
  })

  it.each([
    ['light', 390],
    ['dark', 1180],
  ] as const)(
    'has no fault that axe finds, in %s colours, and scrolls to no side, at a width of %i pixels',
    async (colorScheme, width) => {
      const agent = `AhrefsBot ${'x'.repeat(200)}`
      const [, id] = await send('2001:db8:1234:5678:9abc:def0:1234:5678', `/admin/${'long-name-'.repeat(12)}`, agent)
      const page = await deskPage()
      await page.setViewportSize({ width, height: 844 })
      await page.emulateMedia({ colorScheme })
      const first = ['', `/refusals/${id}`, '/limits?ip=203.0.113.11', '/change?do=reload']
      const others = [...pagePaths.slice(1), '/find?q=zzz']
      const paths = [...(width === 390 ? first : first.toReversed()), ...others]
      // WHY not all in a usual run: axe takes half a second of processor time for a page.
      for (const [index, path] of paths.entries()) {
        const isExamined = index < runs(1)
        if (!isExamined && (width !== 390 || index >= runs(4))) continue
        await show(page, path)
        expect(await page.evaluate(() => document.documentElement.scrollWidth), `${path}`).toBe(width)
        if (!isExamined) continue
        await page.evaluate(axe.source)
        const found = await page.evaluate(() =>
          (globalThis as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ['violations'] }),
        )
        const faultsFound = found.violations.map(({ id: rule, nodes }) => `${rule}: ${nodes[0]?.html}`)
        expect(faultsFound, `${path}`).toEqual([])
      }
    },
  )

  it('asks for a token if the gateway has some, and lets a person look who may not change', async () => {
    await gateway.stop()
    gateway = await start({
      adminTokens: () =>
        Promise.resolve([
          { name: 'ana', token: 'a-token-for-changes', readOnly: false },
          { name: 'ben', token: 'a-token-for-looking', readOnly: true },
        ]),
    })
    await exceed('203.0.113.13')
    const page = await deskPage()
    await show(page, '/limits')
    await page.getByLabel('Token').fill('wrong')
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('alert').filter({ hasText: 'not valid' }).waitFor()
    await page.getByLabel('Token').fill('a-token-for-looking')
    await page.getByRole('button', { name: 'Log in' }).click()
    await seen(page, 'edge', '203.0.113.13')
    expect(new URL(page.url()).pathname).toBe('/page/limits')
    expect(await page.getByRole('button', { name: /Unblock|Block/ }).count()).toBe(0)
    expect(await page.evaluate(() => document.cookie)).toBe('')
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByLabel('Token').fill('a-token-for-changes')
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByText('You are ana.').waitFor()
  })

  it('did all of this without an error, a dialog or a request to elsewhere', () => {
    expect(faults).toEqual([])
  })
})
