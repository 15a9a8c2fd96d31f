import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkPolicy, noFiles } from '@tidegate/dsl'
import { readBlock, runExample } from '@tidegate/test-support'
import { expect, it } from 'vitest'
import { serverLoad } from './server-load.ts'

const folder = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(folder, 'README.md'), 'utf8')
const policy = readBlock(readme, 'policy')

it('shows a policy that passes the checker', () => {
  const load = serverLoad()
  load.close()
  const facts = Object.entries(load.plugin.facts).map(([name, { type }]) => ({ name, type }))
  const { diagnostics } = checkPolicy(
    { file: 'site.policy', text: policy },
    { ...noFiles, plugins: { 'server-load': { facts, lists: {} } } },
  )
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([])
})

it('has a program that admits requests while the server is idle', async () => {
  const { stdout } = await runExample(folder, readBlock(readme, 'ts'), { 'site.policy': policy })
  expect(stdout).toBe('pass\n')
}, 20_000)
