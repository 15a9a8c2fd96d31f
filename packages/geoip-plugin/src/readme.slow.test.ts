import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkPolicy, noFiles } from '@tidegate/dsl'
import { readBlock, runExample } from '@tidegate/test-support'
import { expect, it } from 'vitest'
import { continentCodes, countryCodes } from './country-codes.ts'
import { writeMmdb } from './testing/write-mmdb.ts'

const folder = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(folder, 'README.md'), 'utf8')
const policies = [...readme.matchAll(/^```policy\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text)

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

it('has a program that decides by country', async () => {
  const files = {
    'site.policy': policies[0]!,
    'GeoLite2-Country.mmdb': writeMmdb({
      type: 'GeoLite2-Country',
      networks: { '203.0.113.0/24': { country: { iso_code: 'VA' } } },
    }),
    'GeoLite2-ASN.mmdb': writeMmdb({
      type: 'GeoLite2-ASN',
      networks: { '203.0.113.0/24': { autonomous_system_number: 64500 } },
    }),
  }
  const { stdout } = await runExample(folder, readBlock(readme, 'ts'), files)
  expect(stdout).toBe('block\n')
}, 20_000)
