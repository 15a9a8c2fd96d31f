import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { checkPolicy, noFiles } from '@tidegate/dsl'
import { expect, it } from 'vitest'
import { serverLoad } from './server-load.ts'

const folder = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(folder, 'README.md'), 'utf8')
const policy = /^```policy\n(.*?)^```/ms.exec(readme)?.[1] ?? ''

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
  const work = mkdtempSync(join(tmpdir(), 'tidegate-readme-'))
  writeFileSync(join(work, 'site.policy'), policy)
  const program = (/^```ts\n(.*?)^```/ms.exec(readme)?.[1] ?? '').replace(
    "'site.policy'",
    JSON.stringify(join(work, 'site.policy')),
  )
  const args = ['--conditions=@tidegate/source', '--input-type=module', '--eval', program]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder })
  rmSync(work, { recursive: true })
  expect(stdout).toBe('pass\n')
}, 20_000)
