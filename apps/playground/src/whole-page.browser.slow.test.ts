import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import { findProgram, runs, sizeUpTo } from '@tidegate/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { maxFirstBytes, sizesOf } from '../scripts/build-page.ts'
import { readExamples } from '../scripts/read-examples.ts'
import { readFragment, writeFragment } from './share-link.ts'
import { openPlayground, type ShownPlayground, small, smallPolicy } from './testing/open-playground.ts'

const executablePath = findProgram('chromium')
/** WHY: all of this takes ten seconds of processor time. */
const isDeep = runs(1) > 1

describe.skipIf(executablePath === undefined || !isDeep)(
  'all of the playground in a real browser (deep run; needs chromium)',
  () => {
    let shown: ShownPlayground
    beforeAll(async () => {
      shown = await openPlayground(executablePath ?? '')
    })
    afterAll(() => shown?.close())

    it('says in which time it has checked a policy', async () => {
      await shown.open(small('GET /'))
      await shown.page.waitForFunction(() => performance.getEntriesByName('diagnosed').length > 0)
      const ms = await shown.page.evaluate(() => performance.getEntriesByName('diagnosed')[0]!.startTime)
      expect(ms).toBeGreaterThan(0)
      console.log(`first diagnostics after ${Math.round(ms)} ms`)
    })

    it('is small enough', () => {
      expect(sizesOf(shown.html).first.brotli).toBeLessThan(maxFirstBytes)
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
      await shown.open(small(text))
      await shown.summary(expected)
      expect(await shown.page.textContent('#form')).toContain(form.replace(' (nginx combined', ''))
    })

    it('shows a test file to be copied by hand where the clipboard is closed', async () => {
      await shown.open(small('GET / from 192.0.2.1 x4 every 10s\n'))
      await shown.summary('2 refused')
      await shown.page.evaluate(() => {
        Object.defineProperty(navigator, 'clipboard', {
          value: { writeText: () => Promise.reject(new Error('denied')) },
          configurable: true,
        })
      })
      await shown.page.click('#test')
      await shown.page.waitForSelector('dialog[open]')
      expect(await shown.page.inputValue('#copied')).toContain('policy: "small.policy"')
      await shown.page.click('#close')
    })

    it('shares what is on the page in a link, and opens it again', async () => {
      await shown.open({ ...small('GET /'), files: { 'small.policy': smallPolicy, 'a.txt': '192.0.2.1\n' } })
      await shown.page.click('#share')
      await shown.page.waitForFunction(() => location.hash.length > 10)
      const read = await readFragment(new URL(shown.page.url()).hash.slice(1))
      expect(read).toEqual({
        kind: 'state',
        state: {
          files: { 'small.policy': smallPolicy, 'a.txt': '192.0.2.1\n' },
          root: 'small.policy',
          requests: 'GET /',
        },
      })
      if (await shown.page.locator('dialog[open]').count()) await shown.page.click('#close')
    })

    it('shows hostile links as text, and says what is wrong with damaged ones', async () => {
      const hostile = '<img src=x onerror="document.title=1">'
      await shown.open({
        files: {
          'a.policy': `policy "${hostile.replaceAll('"', "'")}"\nblock path in /${'x'} as "<b>x</b>"\n# ${hostile}`,
        },
        root: 'a.policy',
        requests: `GET /x agent "<script>document.title=1</script>"\n${hostile}`,
      })
      await shown.summary('1 refused')
      expect(await shown.page.title()).toBe('Tidegate playground')
      expect(await shown.page.locator('main img, main script, main b').count()).toBe(0)
      await shown.page.goto('about:blank')
      await shown.page.goto(`${shown.address}#1.AAAA`)
      await shown.page.waitForSelector('#notice:not([hidden])')
      expect(await shown.page.textContent('#notice')).toContain('The link is damaged')
    })

    it('keeps answering while it reads a large log', async () => {
      await shown.open(small(''))
      const line =
        '198.51.100.7 - - [07/Jan/2026:12:00:00 +0000] "GET /products/1 HTTP/1.1" 200 5120 "-" "Mozilla/5.0 (X11; Linux x86_64)"\n'
      const log = line.repeat(Math.ceil(sizeUpTo(10_000_000) / line.length))
      writeFileSync(join(shown.folder, 'access.log'), log)
      await shown.page.evaluate(() => {
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
      await shown.page.setInputFiles('#file', join(shown.folder, 'access.log'))
      await shown.summary('2 admitted, ')
      const { beats, longest } = await shown.page.evaluate(() => {
        const { gaps } = globalThis as unknown as { readonly gaps: readonly number[] }
        return { beats: gaps.length, longest: Math.max(...gaps) }
      })
      console.log(
        `${(log.length / 1e6).toFixed(1)} MB: the page answered ${beats} times meanwhile, after at most ${Math.round(longest)} ms`,
      )
      expect(beats).toBeGreaterThan(3)
      expect((await shown.page.inputValue('#requests')).length).toBeLessThan(5_000)
      await shown.page.click('#drop')
      await shown.summary('No requests yet')
    })

    it('is accessible, also dark, on a phone and embedded, and fits the width', async () => {
      await shown.open(small('GET / x4\n'))
      await shown.summary('2 refused')
      await shown.page.waitForSelector('#explanation .verdict')
      for (const [width, colorScheme] of [
        [1180, 'light'],
        [390, 'dark'],
      ] as const) {
        await shown.page.setViewportSize({ width, height: 844 })
        await shown.page.emulateMedia({ colorScheme })
        await shown.page.waitForTimeout(50)
        const found = await shown.page.evaluate(
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
        expect(await shown.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
      }
      await shown.page.goto(`${shown.address}?embed#${await writeFragment(small('GET /'))}`)
      await shown.page.waitForSelector('#whole')
      expect(await shown.page.isVisible('#share')).toBe(false)
      await shown.page.setViewportSize({ width: 1180, height: 900 })
    })

    it('opens every example without errors', async () => {
      const { offered: examples, omitted } = readExamples()
      await shown.page.goto('about:blank')
      await shown.page.goto(shown.address)
      await shown.page.waitForFunction(
        (count) => document.querySelectorAll('#example option:enabled').length === count + 1,
        examples.length,
      )
      for (const [index, { title }] of examples.entries()) {
        await shown.page.selectOption('#example', String(index))
        await shown.page.waitForTimeout(100)
        const found = await shown.page.locator('#diagnostics li.error, #problems li').allTextContents()
        expect([title, ...found]).toEqual([title])
      }
      expect(await shown.page.locator('#example option:disabled').allTextContents()).toEqual(
        omitted.map(({ title, reason }) => `${title} (${reason})`),
      )
    })

    it('has asked for nothing but itself, and reported no errors', () => {
      expect(shown.asked.filter((url) => !/^(?:blob|data|about):/.test(url) && !url.startsWith(shown.address))).toEqual(
        [],
      )
      expect(shown.errors).toEqual([])
    })
  },
)
