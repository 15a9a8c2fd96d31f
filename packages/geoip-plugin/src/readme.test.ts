import { readFileSync } from 'node:fs'
import { checkPolicy, noFiles } from '@tidegate/dsl'
import { expect, it } from 'vitest'
import { continentCodes, countryCodes } from './country-codes.ts'

const policies = [
  ...readFileSync(new URL('../README.md', import.meta.url), 'utf8').matchAll(/^```policy\n([\s\S]*?)^```$/gm),
].map(([, text = '']) => text)

it('shows a policy that passes the checker', () => {
  const facts = [
    { name: 'country', type: 'text', values: countryCodes },
    { name: 'continent', type: 'text', values: continentCodes },
    { name: 'asn', type: 'number' },
    { name: 'as.name', type: 'text' },
  ] as const
  expect(policies).toHaveLength(1)
  const { diagnostics } = checkPolicy(
    { file: 'site.policy', text: policies[0]! },
    { ...noFiles, plugins: { geoip: { facts, lists: {} } } },
  )
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([])
})
