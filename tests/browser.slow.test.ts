import { build, type BuildResult } from 'esbuild'
import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { browserFlags, findProgram } from '@tidegate/test-support'

const executablePath = findProgram('chromium')

async function bundle(code: string): Promise<string> {
  const result: BuildResult<{ write: false }> = await build({
    stdin: { contents: code, resolveDir: new URL('../packages/cli', import.meta.url).pathname, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'iife',
    globalName: 'tidegate',
    platform: 'browser',
    target: 'es2024',
    conditions: ['@tidegate/source'],
    write: false,
  })
  return result.outputFiles[0]?.text ?? ''
}

const kilobytes = (text: string): number => gzipSync(text).length / 1024

describe('what must run in a browser', () => {
  it('includes the engine, in a small bundle without the parser, luxon or Node modules', async () => {
    const code = await bundle(`export { createGate, readPlan } from '@tidegate/engine'`)
    expect(code).not.toContain('chevrotain')
    expect(code).not.toContain('luxon')
    expect(kilobytes(code)).toBeLessThan(86)
  })

  it('includes the language, in a bundle of limited size', async () => {
    const code = await bundle(`export { checkPolicy, parse, noFiles } from '@tidegate/dsl'`)
    expect(kilobytes(code)).toBeLessThan(220)
  })

  it.skipIf(executablePath === undefined)(
    'checks a policy and decides requests with it in a real browser (needs chromium)',
    async () => {
      const code = await bundle(`
      import { checkPolicy, noFiles } from '@tidegate/dsl'
      import { createGate } from '@tidegate/engine'
      import { planPolicy } from '@tidegate/engine/tools'
      export function decide(text, ip) {
        const { model, diagnostics } = checkPolicy({ file: 'page.policy', text }, noFiles)
        if (model === undefined) return diagnostics.map(({ code, place }) => code + ' ' + place.line)
        const gate = createGate(planPolicy(model))
        const request = { method: 'GET', target: '/', headers: [], peer: ip, ip }
        return [gate.decide(request).outcome, gate.decide(request).outcome]
      }`)
      const browser = await chromium.launch({ executablePath: executablePath ?? '', args: [...browserFlags] })
      try {
        const page = await browser.newPage()
        await page.addScriptTag({ content: code })
        const decide = (text: string, ip: string): Promise<unknown> =>
          page.evaluate(
            ([policy, address]) =>
              (globalThis as unknown as { tidegate: { decide(text: string, ip: string): unknown } }).tidegate.decide(
                policy ?? '',
                address ?? '',
              ),
            [text, ip],
          )
        expect(await decide('limit 1 per minute per ip', '203.0.113.9')).toEqual(['pass', 'limit'])
        expect(await decide('block ip in 203.0.113.0/24', '203.0.113.9')).toEqual(['block', 'block'])
        expect(await decide('list a = 1.2.3.4\nblock ip in b', '203.0.113.9')).toContain('TG201 2')
      } finally {
        await browser.close()
      }
    },
  )
})
