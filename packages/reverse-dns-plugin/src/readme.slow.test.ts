import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { checkPolicy, noFiles } from '@tidegate/dsl'
import { expect, it } from 'vitest'
import { reverseDns } from './reverse-dns.ts'
import { startDnsServer } from './testing/dns-server.ts'

const folder = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(folder, 'README.md'), 'utf8')
const policies = [...readme.matchAll(/^```policy\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text)

it('shows a policy that passes the checker', () => {
  const facts = Object.entries(reverseDns().facts).map(([name, { type }]) => ({ name, type }))
  expect(policies).toHaveLength(1)
  const { diagnostics } = checkPolicy(
    { file: 'site.policy', text: policies[0]! },
    { ...noFiles, plugins: { 'reverse-dns': { facts, lists: {} } } },
  )
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([])
})

it('has a program that refuses an impostor', async () => {
  const work = mkdtempSync(join(tmpdir(), 'tidegate-readme-'))
  const server = await startDnsServer(() => 'nxdomain')
  writeFileSync(join(work, 'site.policy'), policies[0]!)
  const program = (/^```ts\n(.*?)^```/ms.exec(readme)?.[1] ?? '')
    .replace("'site.policy'", JSON.stringify(join(work, 'site.policy')))
    .replace('reverseDns({', `reverseDns({ servers: ['${server.address}'],`)
  const args = ['--conditions=@tidegate/source', '--input-type=module', '--eval', program]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder })
  await server.close()
  rmSync(work, { recursive: true })
  expect(server.asked).toEqual(['PTR 7.2.0.192.in-addr.arpa'])
  expect(stdout).toBe('block 403\n')
}, 20_000)
