import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { checkPolicy, noFiles } from '@tidegate/dsl'
import { expect, it } from 'vitest'
import { openInWorld, signatureStates } from './open-signed-agents.ts'
import { newKey } from './testing/sign-request.ts'

const folder = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(folder, 'README.md'), 'utf8')
const policy = /^```policy\n(.*?)^```/ms.exec(readme)?.[1] ?? ''

function withKeys<T>(use: (work: string) => Promise<T>): Promise<T> {
  const work = mkdtempSync(join(tmpdir(), 'tidegate-readme-'))
  writeFileSync(join(work, 'agents.json'), JSON.stringify({ 'bot.example': { keys: [newKey().jwk] } }))
  writeFileSync(join(work, 'site.policy'), policy)
  return use(work).finally(() => rmSync(work, { recursive: true }))
}

it('shows a policy that passes the checker', () =>
  withKeys(async (work) => {
    const { plugin } = await openInWorld({ authorities: ['a.example'], keys: join(work, 'agents.json') }, {})
    const facts = Object.entries(plugin.facts).map(([name, { type, values }]) => ({ name, type, values: values! }))
    const { diagnostics } = checkPolicy(
      { file: 'site.policy', text: policy },
      { ...noFiles, plugins: { 'signed-agents': { facts, lists: {} } } },
    )
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([])
  }))

it('lists every state', () => {
  const [, table = ''] = /^\| State \|.*\n\|[-|]+\n((?:\|.*\n)+)/m.exec(readme) ?? []
  const listed = [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, state]) => state)
  expect(listed).toEqual([...signatureStates])
})

it('has a program that refuses a crawler without a signature', { timeout: 20_000 }, () =>
  withKeys(async (work) => {
    const program = /^```ts\n(.*?)^```/ms.exec(readme)?.[1] ?? ''
    const placed = program.replace(/'(site\.policy|agents\.json)'/g, (_, name: string) =>
      JSON.stringify(join(work, name)),
    )
    const args = ['--conditions=@tidegate/source', '--input-type=module', '--eval', placed]
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder })
    expect(stdout).toBe('block 403\n')
  }),
)
