import { readFileSync } from 'node:fs'
import { checkPolicy, noFiles } from '@tidegate/dsl'
import { expect, it } from 'vitest'
import { reverseDns } from './reverse-dns.ts'

const policies = [
  ...readFileSync(new URL('../README.md', import.meta.url), 'utf8').matchAll(/^```policy\n([\s\S]*?)^```$/gm),
].map(([, text = '']) => text)

it('shows a policy that passes the checker', () => {
  const facts = Object.entries(reverseDns().facts).map(([name, { type }]) => ({ name, type }))
  expect(policies).toHaveLength(1)
  const { diagnostics } = checkPolicy(
    { file: 'site.policy', text: policies[0]! },
    { ...noFiles, plugins: { 'reverse-dns': { facts, lists: {} } } },
  )
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([])
})
