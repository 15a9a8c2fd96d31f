import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkPolicy, noFiles } from '@tidegate/dsl'
import { readBlock, runExample } from '@tidegate/test-support'
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
  const server = await startDnsServer(() => 'nxdomain')
  const program = readBlock(readme, 'ts').replace('reverseDns({', `reverseDns({ servers: ['${server.address}'],`)
  const { stdout } = await runExample(folder, program, { 'site.policy': policies[0]! })
  await server.close()
  expect(server.asked).toEqual(['PTR 7.2.0.192.in-addr.arpa'])
  expect(stdout).toBe('block 403\n')
}, 20_000)
