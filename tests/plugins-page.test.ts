import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { checkPolicy } from '@tidegate/dsl'
import { createGate, type Plugin } from '@tidegate/engine'
import { planPolicy } from '@tidegate/engine/tools'
import { render } from '@tidegate/engine/http'
import { loadPolicy } from '@tidegate/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeBlocks } from './docs/code-blocks.ts'
import { playAll, playsOf, policyExamples } from './docs/policy-example.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const blocks = codeBlocks(root, 'docs/plugins.md')
const examples = policyExamples(blocks).map((example) => [`line ${example.block.line}`, example] as const)

let folder = ''
let shown: Readonly<Record<string, unknown>> = {}
let plugins: readonly Plugin[] = []

beforeAll(async () => {
  // WHY: below this folder, so that imports of the workspace's packages resolve.
  folder = mkdtempSync(join(root, 'tests', '.plugins-page-'))
  const programs = blocks.filter(({ language, info }) => language === 'ts' && info !== 'shown')
  for (const { line, text } of programs) {
    const file = join(folder, `block-${line}.ts`)
    writeFileSync(file, text)
    shown = { ...shown, ...((await import(pathToFileURL(file).href)) as object) }
  }
  plugins = Object.values(shown).filter(isPlugin)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function isPlugin(value: unknown): value is Plugin {
  return typeof value === 'object' && value !== null && 'apiVersion' in value
}

describe('the page on plugins', () => {
  it('shows valid plugins, and policies for those that a policy can use', () => {
    expect(plugins.map(({ name }) => name)).toEqual(['tenants', 'reputation', 'cloud', 'house'])
    expect(examples).toHaveLength(3)
  })

  it.each(examples)('shows the correct decisions: %s', async (_where, example) => {
    const file = join(folder, 'site.policy')
    writeFileSync(file, example.block.text)
    const { plan, diagnostics } = await loadPolicy(file, { plugins })
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([])
    const plays = playsOf(example)
    const got = await playAll(plan!, plays, { plugins })
    expect(plays.map(({ line }, at) => `${line.slice(0, line.indexOf('→'))}→ ${got[at]}`)).toEqual(
      plays.map(({ line }) => line),
    )
  })

  it('shows a plugin whose observer is called and whose page is sent', () => {
    const { model } = checkPolicy(
      { file: 'site.policy', text: 'block method == "GET"  reply 403 "not <here>"' },
      { readText: noFile, readList: noFile, importers: {}, plugins: {} },
    )
    const house = plugins.filter(({ name }) => name === 'house')
    const gate = createGate(planPolicy(model!), { plugins: house })
    const decision = gate.decide({ method: 'GET', target: '/', headers: [], peer: '192.0.2.1' })
    expect((shown['blocked'] as readonly string[]).at(-1)).toBe(decision.id)
    expect(render(decision, 'text/html', { plugins: house })).toMatchObject({
      status: 403,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      body: '<!doctype html><title>403</title><p>not &lt;here>',
    })
  })
})

function noFile(): { readonly kind: 'error'; readonly message: string } {
  return { kind: 'error', message: 'no such file' }
}
