import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import { bundleCli, findProgram, runs, sizeUpTo } from '@tidegate/test-support'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPage, maxFirstBytes, sizesOf } from '../scripts/build-page.ts'
import { readExamples } from '../scripts/read-examples.ts'
import { readFragment, type SharedState, writeFragment } from './share-link.ts'

const executablePath = findProgram('chromium')

/** Whether there is time for what costs seconds. `pnpm playground` checks the size, too. */
const isDeep = runs(1) > 1

const policy = `policy "small"
block path in /admin/**  as "admin"
limit 2 per minute per ip  as "visitors"
`

describe.skipIf(executablePath === undefined)('the playground in a real browser (needs chromium)', () => {
  let folder: string
  let html: string
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let address: string
  /** Everything that the page has asked for, and errors in it. */
  const asked: string[] = []
  const errors: string[] = []

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tidegate-playground-'))
    html = await buildPage()
    writeFileSync(join(folder, 'index.html'), html)
    address = pathToFileURL(join(folder, 'index.html')).href
    browser = await chromium.launch({
      executablePath: executablePath ?? '',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    })
    context = await browser.newContext({ viewport: { width: 1180, height: 900 } })
    page = await context.newPage()
    page.on('request', (request) => asked.push(request.url()))
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text())
    })
    await page.goto(address)
  })

  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function open(state: SharedState): Promise<void> {
    await page.goto('about:blank')
    await page.goto(`${address}#${await writeFragment(state)}`)
    await page.waitForFunction(() => document.querySelectorAll('#example option').length > 1)
  }

  const small = (requests: string, text = policy): SharedState => ({
    files: { 'small.policy': text },
    root: 'small.policy',
    requests,
  })

  async function summary(text: string): Promise<void> {
    await page.waitForFunction((wanted) => document.querySelector('#summary')?.textContent?.includes(wanted), text)
  }

  it('says in which time it has checked a policy', async () => {
    await page.waitForFunction(() => performance.getEntriesByName('diagnosed').length > 0)
    const ms = await page.evaluate(() => performance.getEntriesByName('diagnosed')[0]!.startTime)
    expect(ms).toBeGreaterThan(0)
    console.log(`first diagnostics after ${Math.round(ms)} ms`)
  })

  it.runIf(isDeep)('is small enough', () => {
    expect(sizesOf(html).first.brotli).toBeLessThan(maxFirstBytes)
  })

  it('decides, explains and counts typed requests', async () => {
    await open(small('GET / from 192.0.2.1 x4 every 10s\n+1s GET /admin/x from 192.0.2.2\n'))
    await summary('2 admitted, 3 refused (60 %)')
    await page.waitForSelector('#explanation .verdict')
    expect(await page.textContent('#explanation .verdict')).toContain(
      'refused 429 Request 3 at 12:00:20 UTC: by “visitors”',
    )
    expect(await page.textContent('#explanation .again')).toContain('May return in 40 s, at 12:01:00 UTC')
    await page.focus('#rows')
    await page.keyboard.press('End')
    await page.waitForFunction(() => document.querySelector('#explanation')?.textContent?.includes('by “admin”'))
    expect(await page.textContent('#until')).toBe('12:00:31 UTC: 2 admitted, 2 limited, 1 blocked')
    await page.focus('#clock')
    await page.keyboard.press('Home')
    await page.waitForFunction(() =>
      document.querySelector('#explanation .verdict')?.textContent?.includes('no rule refuses it'),
    )
    expect(await page.locator('#timeline rect').count()).toBeGreaterThan(2)
  })

  it('shows errors while typing, fixes, completes, explains words and formats', async () => {
    await open({ ...small('GET /', 'list office = 192.0.2.0/24\nblock ip in ofice\n') })
    await page.waitForSelector('#diagnostics li.error')
    expect(await page.textContent('#diagnostics')).toContain('TG201')
    await summary('The policy has errors')
    await page.click('#fix')
    await page.waitForFunction(() => document.querySelector('.cm-content')?.textContent?.includes('block ip in office'))
    await summary('1 admitted')
    expect(await page.locator('.tok-keyword').count()).toBeGreaterThan(1)
    await page.locator('.cm-line', { hasText: 'block' }).getByText('office').hover()
    await page.waitForSelector('.hover')
    expect(await page.textContent('.hover')).toContain('a list of addresses')
    await page.click('.cm-content')
    await page.keyboard.press('Control+End')
    await page.keyboard.type('block   ip in loo')
    await page.waitForSelector('.cm-tooltip-autocomplete li')
    await page.keyboard.press('Tab')
    await page.click('#format')
    await page.waitForFunction(() =>
      document.querySelector('.cm-content')?.textContent?.includes('block ip in loopback'),
    )
  })

  it('shows what an edit changes, with a request that can be tried', async () => {
    await open(small('GET /'))
    await page.waitForSelector('.cm-content')
    await page.click('.cm-content')
    await page.keyboard.press('Control+End')
    await page.keyboard.type('block path in /shop')
    await page.waitForSelector('#diff .answer.different')
    expect(await page.textContent('#diff')).toContain('now refuses')
    await page.click('#diff .link')
    await page.waitForFunction(() => document.querySelector<HTMLTextAreaElement>('#requests')?.value.includes('/shop'))
    await summary('1 refused')
  })

  it('copies a test file that passes in `tidegate test`', async () => {
    await open(
      small(
        'GET / from 192.0.2.1 x4 every 10s\n+1s GET /admin/"x" from 192.0.2.2 agent "a \\"b\\": c" header "Cookie: id=1" user ana status 201\n',
      ),
    )
    await summary('3 refused')
    await page.evaluate(() => {
      Object.defineProperty(navigator, 'clipboard', {
        value: { writeText: () => Promise.reject(new Error('denied')) },
        configurable: true,
      })
    })
    await page.click('#test')
    await page.waitForSelector('dialog[open]')
    const text = await page.inputValue('#copied')
    await page.click('#close')
    writeFileSync(join(folder, 'small.policy'), policy)
    writeFileSync(join(folder, 'small.test.yaml'), text)
    const printed = execFileSync(process.execPath, [bundleCli().main, 'test', 'small.test.yaml'], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect(printed).toContain('1 passed')
  })

  it.each([
    [
      'an access log',
      '192.0.2.1 - - [07/Jan/2026:12:00:01 +0000] "GET /admin/ HTTP/1.1" 200 5 "-" "Mozilla/5.0"\n192.0.2.1 - - [07/Jan/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "Mozilla/5.0"\n',
      '1 admitted, 1 refused',
      'an access log (nginx combined',
    ],
    [
      'curl commands',
      "curl 'https://shop.example/admin/x' -H 'User-Agent: a'\ncurl https://shop.example/\n",
      '1 admitted, 1 refused',
      'curl command lines: 2',
    ],
    [
      'a HAR file',
      JSON.stringify({
        log: {
          entries: [
            {
              startedDateTime: '2026-01-07T12:00:00Z',
              request: { method: 'GET', url: 'https://shop.example/admin/', headers: [] },
            },
          ],
        },
      }),
      '0 admitted, 1 refused',
      'a HAR file: 1',
    ],
    ['what is none of them', 'hello\n', 'No requests yet', '1 lines not read'],
  ])('reads %s', async (_name, text, expected, form) => {
    await open(small(text))
    await summary(expected)
    expect(await page.textContent('#form')).toContain(form.replace(' (nginx combined', ''))
  })

  it('keeps answering while it reads a large log', async () => {
    await open(small(''))
    const line =
      '198.51.100.7 - - [07/Jan/2026:12:00:00 +0000] "GET /products/1 HTTP/1.1" 200 5120 "-" "Mozilla/5.0 (X11; Linux x86_64)"\n'
    const log = line.repeat(Math.ceil(sizeUpTo(10_000_000) / line.length))
    writeFileSync(join(folder, 'access.log'), log)
    await page.evaluate(() => {
      const gaps: number[] = []
      let last = performance.now()
      const tick = (): void => {
        gaps.push(performance.now() - last)
        last = performance.now()
        setTimeout(tick, 10)
      }
      tick()
      Object.assign(globalThis, { gaps })
    })
    await page.setInputFiles('#file', join(folder, 'access.log'))
    await summary('2 admitted, ')
    const { beats, longest } = await page.evaluate(() => {
      const { gaps } = globalThis as unknown as { readonly gaps: readonly number[] }
      return { beats: gaps.length, longest: Math.max(...gaps) }
    })
    console.log(
      `${(log.length / 1e6).toFixed(1)} MB: the page answered ${beats} times meanwhile, after at most ${Math.round(longest)} ms`,
    )
    expect(beats).toBeGreaterThan(3)
    expect((await page.inputValue('#requests')).length).toBeLessThan(5_000)
    await page.click('#drop')
    await summary('No requests yet')
  })

  it('shares what is on the page in a link, and opens it again', async () => {
    await open({ ...small('GET /'), files: { 'small.policy': policy, 'a.txt': '192.0.2.1\n' } })
    await page.click('#share')
    await page.waitForFunction(() => location.hash.length > 10)
    const read = await readFragment(new URL(page.url()).hash.slice(1))
    expect(read).toEqual({
      kind: 'state',
      state: { files: { 'small.policy': policy, 'a.txt': '192.0.2.1\n' }, root: 'small.policy', requests: 'GET /' },
    })
    if (await page.locator('dialog[open]').count()) await page.click('#close')
  })

  it('shows hostile links as text, and says what is wrong with damaged ones', async () => {
    const hostile = '<img src=x onerror="document.title=1">'
    await open({
      files: {
        'a.policy': `policy "${hostile.replaceAll('"', "'")}"\nblock path in /${'x'} as "<b>x</b>"\n# ${hostile}`,
      },
      root: 'a.policy',
      requests: `GET /x agent "<script>document.title=1</script>"\n${hostile}`,
    })
    await summary('1 refused')
    expect(await page.title()).toBe('Tidegate playground')
    expect(await page.locator('main img, main script, main b').count()).toBe(0)
    await page.goto('about:blank')
    await page.goto(`${address}#1.AAAA`)
    await page.waitForSelector('#notice:not([hidden])')
    expect(await page.textContent('#notice')).toContain('The link is damaged')
  })

  it.runIf(isDeep)('is accessible, also dark, on a phone and embedded, and fits the width', async () => {
    await open(small('GET / x4\n'))
    await summary('2 refused')
    await page.waitForSelector('#explanation .verdict')
    for (const [width, colorScheme] of [
      [1180, 'light'],
      [390, 'dark'],
    ] as const) {
      await page.setViewportSize({ width, height: 844 })
      await page.emulateMedia({ colorScheme })
      await page.waitForTimeout(50)
      const found = await page.evaluate(
        `(() => { const module = { exports: {} }; ${axe.source}; return (globalThis.axe ?? module.exports).run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }) })()`,
      )
      const { violations } = found as {
        readonly violations: readonly {
          readonly id: string
          readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
        }[]
      }
      expect(
        violations.map(({ id, nodes }) => [
          id,
          ...nodes.slice(0, 2).map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`),
        ]),
      ).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    }
    await page.goto(`${address}?embed#${await writeFragment(small('GET /'))}`)
    await page.waitForSelector('#whole')
    expect(await page.isVisible('#share')).toBe(false)
    await page.setViewportSize({ width: 1180, height: 900 })
  })

  it.runIf(isDeep)('opens every example without errors', async () => {
    const examples = readExamples()
    await page.goto('about:blank')
    await page.goto(address)
    await page.waitForFunction(
      (count) => document.querySelectorAll('#example option').length === count + 1,
      examples.length,
    )
    for (const [index, { title }] of examples.entries()) {
      await page.selectOption('#example', String(index))
      await page.waitForTimeout(100)
      const found = await page.locator('#diagnostics li.error, #problems li').allTextContents()
      expect([title, ...found]).toEqual([title])
    }
    expect(examples.length).toBeGreaterThan(8)
  })

  it('has asked for nothing but itself, and reported no errors', () => {
    expect(asked.filter((url) => !/^(?:blob|data|about):/.test(url) && !url.startsWith(address))).toEqual([])
    expect(errors).toEqual([])
  })
})
