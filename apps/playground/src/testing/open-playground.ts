import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { browserFlags } from '@tidegate/test-support'
import { chromium, type Page } from 'playwright-core'
import { buildPage } from '../../scripts/build-page.ts'
import { type SharedState, writeFragment } from '../share-link.ts'

/** The built playground in a browser, opened from a folder. */
export interface ShownPlayground {
  readonly page: Page
  readonly html: string
  readonly address: string
  /** An empty folder, apart from the page, which is removed in the end. */
  readonly folder: string
  /** The addresses of everything that the page has asked for. */
  readonly asked: readonly string[]
  /** The errors in the page and in its console. */
  readonly errors: readonly string[]
  /** Follows the link of a state, and waits until the whole page is loaded. */
  readonly open: (state: SharedState) => Promise<void>
  /** Waits until the summary of the decisions contains a text. */
  readonly summary: (text: string) => Promise<void>
  readonly close: () => Promise<void>
}

/** A policy with one rule of each kind that refuses. */
export const smallPolicy = `policy "small"
block path in /admin/**  as "admin"
limit 2 per minute per ip  as "visitors"
`

/** Returns a state of requests with a small policy. */
export function small(requests: string, text: string = smallPolicy): SharedState {
  return { files: { 'small.policy': text }, root: 'small.policy', requests }
}

/** Builds the page and opens it. */
export async function openPlayground(executablePath: string): Promise<ShownPlayground> {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-playground-'))
  const html = await buildPage()
  writeFileSync(join(folder, 'index.html'), html)
  const address = pathToFileURL(join(folder, 'index.html')).href
  const browser = await chromium.launch({ executablePath, args: [...browserFlags] })
  const page = await browser.newPage({ viewport: { width: 1180, height: 900 } })
  const asked: string[] = []
  const errors: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  return {
    page,
    html,
    address,
    folder,
    asked,
    errors,
    open: async (state) => {
      const fragment = await writeFragment(state)
      // WHY: a link that is followed on the page costs a tenth of loading it again. What the page shows of the state before is removed first.
      if (page.url().split('#')[0] === address) {
        await page.evaluate((hash) => {
          for (const id of ['summary', 'explanation', 'diff']) document.getElementById(id)!.replaceChildren()
          history.replaceState(null, '', location.pathname)
          location.hash = hash
        }, fragment)
      } else await page.goto(`${address}#${fragment}`)
      await page.waitForFunction(() => document.querySelectorAll('#example option').length > 1)
    },
    summary: async (text) => {
      await page.waitForFunction((wanted) => document.querySelector('#summary')?.textContent?.includes(wanted), text)
    },
    close: async () => {
      await browser.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
