import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findProgram } from '@tidegate/test-support'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CodeServer, openCodeServer } from './testing/open-code-server.ts'

// Not among the programs of a usual run: it installs in minutes, and compiles parts of itself.
const codeServer = findProgram('code-server')
const chromium = findProgram('chromium')
const script = fileURLToPath(new URL('../../../scripts/write-vsix.ts', import.meta.url))
/** Where pictures of the documentation are written, if that is asked for. */
const pictures = process.env['TIDEGATE_PICTURES']

const files = {
  'site.policy': `policy "shop"
bots scrapers = ahrefsbot, semrushbot
list office = 203.0.113.0/24, 2001:db8::/32

block bot in scrappers  as "scrapers"
block path in /admin/**  unless ip in office  as "admin pages"
limit 60 per minute per ip  as "visitors"
`,
  'site.test.yaml': `policy: site.policy
tests:
  - name: the office reaches the admin pages
    request: { ip: 203.0.113.9, path: /admin/orders }
    expect: pass
  - name: visitors do not
    request: { ip: 192.0.2.7, path: /admin/orders }
    expect: 403
  - name: search engines are limited
    request: { ip: 192.0.2.7, agent: Googlebot/2.1 }
    expect: 429
`,
  'access.log': Array.from({ length: 49 }, (_, at) => {
    const path = at % 12 === 0 ? '/admin/orders' : '/'
    return `192.0.2.${at} - - [18/Nov/2026:10:00:${String(at).padStart(2, '0')} +0000] "GET ${path} HTTP/1.1" 200 5 "-" "x"\n`
  }).join(''),
}

describe.skipIf(codeServer === undefined || chromium === undefined)('the extension in VS Code', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'tidegate-vsix-'))
  let host: CodeServer
  let page: Page

  beforeAll(async () => {
    const vsix = join(scratch, 'tidegate.vsix')
    execFileSync(process.execPath, [script, vsix], { stdio: 'pipe' })
    const settings = { 'tidegate.accessLog': 'access.log' }
    host = await openCodeServer({ codeServer: codeServer!, chromium: chromium!, vsix, files, settings })
    page = host.page
  }, 240_000)

  afterAll(async () => {
    await host?.close()
    rmSync(scratch, { recursive: true, force: true })
  })

  async function draw(name: string): Promise<void> {
    if (pictures === undefined) return
    // Widgets fade in.
    await page.waitForTimeout(500)
    await page.screenshot({ path: join(pictures, `vs-code-${name}.png`) })
  }
  /** Runs a command of the palette. */
  async function command(title: string): Promise<void> {
    await page.keyboard.press('F1')
    await page.locator('.quick-input-widget input[type=text]').fill(`>${title}`)
    await page.locator('.quick-input-list .monaco-list-row').first().waitFor()
    await page.keyboard.press('Enter')
  }
  /** WHY a click: keys have no effect until everything is loaded. */
  async function open(file: string): Promise<void> {
    await page.locator('.explorer-folders-view .monaco-list-row', { hasText: file }).dblclick()
    await page.locator('.tab.active', { hasText: file }).waitFor()
  }
  async function goTo(line: number, column: number): Promise<void> {
    await page.keyboard.press('Control+G')
    await page.locator('.quick-input-widget input[type=text]').fill(`:${line}:${column}`)
    await page.keyboard.press('Enter')
  }
  /** Waits for something to appear, and fails if it does not. */
  async function expectVisible(locator: Locator): Promise<void> {
    await locator.waitFor()
  }
  const text = async (selector: string): Promise<string> =>
    (await page.locator(selector).allInnerTexts()).join('\n').replaceAll('\u00a0', ' ')

  it('checks a policy in a workspace that is not trusted, and runs nothing', async () => {
    await open('site.policy')
    await expectVisible(page.locator('.squiggly-error'))
    await page.locator('.codelens-decoration a', { hasText: 'explain with…' }).first().click()
    await expectVisible(page.locator('.notification-toast', { hasText: 'only in a trusted workspace' }))
    await page.getByRole('button', { name: 'Manage workspace trust' }).click()
    await page
      .locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ })
      .first()
      .click()
    await expectVisible(page.locator('.workspace-trust-editor', { hasText: 'You trust this folder' }))
    await page.keyboard.press('Escape')
    expect(await text('.statusbar')).not.toContain('Restricted Mode')
  })

  it('shows what is wrong, with the code and the fix', async () => {
    await open('site.policy')
    await expectVisible(page.locator('.squiggly-error'))
    await goTo(5, 16)
    await command('Show or Focus Hover')
    await expectVisible(page.locator('.monaco-hover', { hasText: 'TG201' }))
    await draw('diagnostic')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+.')
    await expectVisible(page.locator('.action-widget', { hasText: 'scrapers' }))
    await draw('fix')
    await page.keyboard.press('Enter')
    await page.locator('.squiggly-error').waitFor({ state: 'detached' })
    expect(await text('.view-lines')).toContain('block bot in scrapers')
    await page.keyboard.press('Control+S')
  })

  it('says what a list contains', async () => {
    await goTo(6, 42)
    await command('Show or Focus Hover')
    await expectVisible(page.locator('.monaco-hover', { hasText: 'in 2 networks' }))
    await draw('hover')
    await page.keyboard.press('Escape')
  })

  it('completes names', async () => {
    await goTo(8, 1)
    await page.keyboard.type('block ip in off', { delay: 40 })
    await expectVisible(page.locator('.suggest-widget .monaco-list-row', { hasText: 'office' }))
    await draw('completion')
    await page.keyboard.press('Enter')
    await expectVisible(page.locator('.view-lines', { hasText: /block.ip.in.office/ }))
    await command('File: Revert File')
  })

  it('explains a request', async () => {
    await goTo(6, 1)
    await command('Tidegate: Explain a request')
    await expectVisible(page.locator('.quick-input-widget', { hasText: 'Flags of' }))
    await page.locator('.quick-input-widget input[type=text]').fill('--ip 192.0.2.7 --path /admin/orders')
    await page.keyboard.press('Enter')
    await expectVisible(page.locator('.view-lines', { hasText: 'block 403' }))
    await draw('explain')
    await command('View: Close All Editors')
  })

  it('counts above each rule what it refused of a log', async () => {
    await open('site.policy')
    await command('Tidegate: Replay an access log')
    await expectVisible(page.locator('.codelens-decoration', { hasText: 'refused 5 of 49 in access.log' }))
    await draw('lenses')
  })

  it('runs tests in the test explorer', async () => {
    await open('site.test.yaml')
    await command('Test: Focus on Test Explorer View')
    await expectVisible(page.locator('.test-explorer .monaco-list-row', { hasText: 'site.test.yaml' }))
    await command('Test: Run All Tests')
    await expectVisible(page.locator('.test-explorer', { hasText: '2/3' }))
    await expectVisible(page.getByText('status: 200 != status: 429').first())
    await draw('tests')
  })
})
