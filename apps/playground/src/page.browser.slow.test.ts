import { brotliCompressSync, constants } from 'node:zlib'
import { findProgram } from '@tidegate/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { firstPartOf, maxFirstBytes } from '../scripts/build-page.ts'
import { openPlayground, type ShownPlayground, small } from './testing/open-playground.ts'

const executablePath = findProgram('chromium')

describe.skipIf(executablePath === undefined)('the playground in a real browser (needs chromium)', () => {
  let shown: ShownPlayground
  beforeAll(async () => {
    shown = await openPlayground(executablePath ?? '')
  })
  afterAll(() => shown?.close())

  it('decides, explains and counts typed requests', async () => {
    await shown.open(small('GET / from 192.0.2.1 x4 every 10s\n+1s GET /admin/x from 192.0.2.2\n'))
    await shown.summary('2 admitted, 3 refused (60 %)')
    await shown.page.waitForSelector('#explanation .verdict')
    expect(await shown.page.textContent('#explanation .verdict')).toContain(
      'refused 429 Request 3 at 12:00:20 UTC: by “visitors”',
    )
    expect(await shown.page.textContent('#explanation .again')).toContain('May return in 40 s, at 12:01:00 UTC')
    await shown.page.focus('#rows')
    await shown.page.keyboard.press('End')
    await shown.page.waitForFunction(() => document.querySelector('#explanation')?.textContent?.includes('by “admin”'))
    expect(await shown.page.textContent('#until')).toBe('12:00:31 UTC: 2 admitted, 2 limited, 1 blocked')
    await shown.page.focus('#clock')
    await shown.page.keyboard.press('Home')
    await shown.page.waitForFunction(() =>
      document.querySelector('#explanation .verdict')?.textContent?.includes('no rule refuses it'),
    )
    expect(await shown.page.locator('#timeline rect').count()).toBeGreaterThan(2)
  })

  it('shows errors while typing, fixes, completes, explains words and formats', async () => {
    await shown.open({ ...small('GET /', 'list office = 192.0.2.0/24\nblock ip in ofice\n') })
    await shown.page.waitForSelector('#diagnostics li.error')
    expect(await shown.page.textContent('#diagnostics')).toContain('TG201')
    await shown.summary('The policy has errors')
    await shown.page.click('#fix')
    await shown.page.waitForFunction(() =>
      document.querySelector('.cm-content')?.textContent?.includes('block ip in office'),
    )
    await shown.summary('1 admitted')
    expect(await shown.page.locator('.tok-keyword').count()).toBeGreaterThan(1)
    await shown.page.locator('.cm-line', { hasText: 'block' }).getByText('office').hover()
    await shown.page.waitForSelector('.hover')
    expect(await shown.page.textContent('.hover')).toContain('a list of addresses')
    await shown.page.click('.cm-content')
    await shown.page.keyboard.press('Control+End')
    await shown.page.keyboard.type('block   ip in loo')
    await shown.page.waitForSelector('.cm-tooltip-autocomplete li')
    // WHY: what was offered less than 75 ms ago cannot be accepted, so that a key which was meant for the text is not lost.
    await shown.page.waitForTimeout(100)
    await shown.page.keyboard.press('Tab')
    await shown.page.click('#format')
    await shown.page.waitForFunction(() =>
      document.querySelector('.cm-content')?.textContent?.includes('block ip in loopback'),
    )
  })

  it('shows what an edit changes, with a request that can be tried', async () => {
    await shown.open(small('GET /'))
    await shown.page.waitForSelector('.cm-content')
    await shown.page.click('.cm-content')
    await shown.page.keyboard.press('Control+End')
    await shown.page.keyboard.type('block path in /shop')
    await shown.page.waitForSelector('#diff .answer.different')
    expect(await shown.page.textContent('#diff')).toContain('now refuses')
    await shown.page.click('#diff .link')
    await shown.page.waitForFunction(() =>
      document.querySelector<HTMLTextAreaElement>('#requests')?.value.includes('/shop'),
    )
    await shown.summary('1 refused')
  })

  it('is about as small as it may be', () => {
    // WHY: the compression that pages are served with takes ten seconds; this one is fast, and its result up to an eighth larger. The deep run measures exactly.
    const fast = brotliCompressSync(firstPartOf(shown.html), { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
    expect(fast.length).toBeLessThan((maxFirstBytes * 9) / 8)
  })

  it('has asked for nothing but itself, and reported no errors', () => {
    expect(shown.asked.filter((url) => !/^(?:blob|data|about):/.test(url) && !url.startsWith(shown.address))).toEqual(
      [],
    )
    expect(shown.errors).toEqual([])
  })
})
