import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkPolicy, noFiles } from '@tidegate/dsl'
import { readBlock, runExample } from '@tidegate/test-support'
import { expect, it } from 'vitest'
import { openInWorld, signatureStates } from './open-signed-agents.ts'
import { newKey } from './testing/sign-request.ts'

const folder = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(folder, 'README.md'), 'utf8')
const policy = readBlock(readme, 'policy')
const agents = JSON.stringify({ 'bot.example': { keys: [newKey().jwk] } })

it('shows a policy that passes the checker', async () => {
  const work = mkdtempSync(join(tmpdir(), 'tidegate-readme-'))
  const keys = join(work, 'agents.json')
  writeFileSync(keys, agents)
  const { plugin } = await openInWorld({ authorities: ['a.example'], keys }, {})
  rmSync(work, { recursive: true })
  const facts = Object.entries(plugin.facts).map(([name, { type, values }]) => ({ name, type, values: values! }))
  const { diagnostics } = checkPolicy(
    { file: 'site.policy', text: policy },
    { ...noFiles, plugins: { 'signed-agents': { facts, lists: {} } } },
  )
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([])
})

it('lists every state', () => {
  const [, table = ''] = /^\| State \|.*\n\|[-|]+\n((?:\|.*\n)+)/m.exec(readme) ?? []
  const listed = [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, state]) => state)
  expect(listed).toEqual([...signatureStates])
})

it('has a program that refuses a crawler without a signature', { timeout: 20_000 }, async () => {
  const { stdout } = await runExample(folder, readBlock(readme, 'ts'), { 'agents.json': agents, 'site.policy': policy })
  expect(stdout).toBe('block 403\n')
})
