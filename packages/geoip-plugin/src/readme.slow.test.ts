import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { checkPolicy, noFiles } from '@tidegate/dsl'
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
  const work = mkdtempSync(join(tmpdir(), 'tidegate-readme-'))
  const files: Readonly<Record<string, string | Uint8Array>> = {
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
  let program = /^```ts\n(.*?)^```/ms.exec(readme)?.[1] ?? ''
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(work, name), content)
    program = program.replace(`'${name}'`, JSON.stringify(join(work, name)))
  }
  const args = ['--conditions=@tidegate/source', '--input-type=module', '--eval', program]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder })
  rmSync(work, { recursive: true })
  expect(stdout).toBe('block\n')
}, 20_000)
