import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPolicy } from '@tidegate/node'
import { describePluginContract } from '@tidegate/engine/testing'
import { parseIp } from '@tidegate/values'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { countryCodes } from './country-codes.ts'
import { type Geoip, type GeoipOptions, openGeoip } from './open-geoip.ts'
import type { MmdbValue } from './testing/encode-mmdb-value.ts'
import { writeMmdb } from './testing/write-mmdb.ts'

const contractFolder = mkdtempSync(join(tmpdir(), 'tidegate-geoip-contract-'))
afterAll(() => rmSync(contractFolder, { recursive: true }))

let folder = ''
let geoip: Geoip | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidegate-geoip-'))
})
afterEach(() => {
  geoip?.close()
  geoip = undefined
  rmSync(folder, { recursive: true })
})

const record = (country: string, continent = 'EU'): MmdbValue => ({
  country: { iso_code: country },
  continent: { code: continent },
})

/** Replaces a database as updaters do: writes a new file next to it, then renames it. */
function put(name: string, bytes: Uint8Array, into = folder): string {
  const file = join(into, name)
  writeFileSync(`${file}.new`, bytes)
  renameSync(`${file}.new`, file)
  return file
}

const countries = (of: string): Uint8Array =>
  writeMmdb({
    type: 'GeoLite2-Country',
    builtAtMs: Date.UTC(2026, 10, 1),
    networks: { '192.0.2.0/24': record(of), '192.0.2.128/25': record('DE'), '2001:db8::/32': record('US', 'NA') },
  })

const systems = writeMmdb({
  type: 'GeoLite2-ASN',
  networks: { '192.0.2.0/24': { autonomous_system_number: 64_496, autonomous_system_organization: 'Example Net' } },
})

async function open(options: Partial<GeoipOptions> = {}): Promise<Geoip> {
  geoip = await openGeoip({ country: join(folder, 'country.mmdb'), pollMs: 0, ...options })
  return geoip
}

/** For each address, whether a policy with this condition blocks it. */
async function blocked(condition: string, opened: Geoip, ips: readonly string[]): Promise<readonly boolean[]> {
  const file = join(folder, 'site.policy')
  writeFileSync(file, `use geoip\nblock ${condition}`)
  const gate = await openPolicy(file, { plugins: [opened.plugin] })
  const outcomes = ips.map((peer) => gate.decide({ method: 'GET', target: '/', headers: [], peer }).outcome === 'block')
  await gate.close()
  return outcomes
}

describePluginContract(
  'the geoip plugin',
  async () => {
    const country = put('country.mmdb', countries('RO'), contractFolder)
    const asn = put('asn.mmdb', systems, contractFolder)
    return (await openGeoip({ country, asn, pollMs: 0 })).plugin
  },
  { describe, it, expect },
  { requests: ['192.0.2.1', '192.0.2.200', '2001:db8::1'].map((ip) => ({ ip: parseIp(ip)! })) },
)

describe('openGeoip', () => {
  it('supplies country, continent, number and name of the network', async () => {
    put('country.mmdb', countries('RO'))
    const asn = put('asn.mmdb', systems)
    const opened = await open({ asn })
    const ips = ['192.0.2.1', '192.0.2.200', '2001:db8::1', '203.0.113.1']
    expect(await blocked('country == "RO"', opened, ips)).toEqual([true, false, false, false])
    expect(await blocked('country == "DE"', opened, ips)).toEqual([false, true, false, false])
    expect(await blocked('continent == "NA"', opened, ips)).toEqual([false, false, true, false])
    expect(await blocked('asn == 64496', opened, ips)).toEqual([true, true, false, false])
    expect(await blocked('as.name contains "Example"', opened, ips)).toEqual([true, true, false, false])
    expect(await blocked('country is absent', opened, ips)).toEqual([false, false, false, true])
  })

  it('has only the facts of its databases, and a policy that uses others is rejected', async () => {
    put('country.mmdb', countries('RO'))
    const opened = await open()
    expect(Object.keys(opened.plugin.facts ?? {})).toEqual(['country', 'continent'])
    await expect(blocked('asn == 64496', opened, [])).rejects.toThrow(/TG2\d\d/)
    await expect(blocked('country == "UK"', opened, [])).rejects.toThrow('TG208')
    await expect(blocked('country == "ro"', opened, [])).rejects.toThrow('TG208')
  })

  it('uses a new file after it has been replaced', async () => {
    put('country.mmdb', countries('RO'))
    const reloads: string[] = []
    const opened = await open({ onReload: ({ type }) => reloads.push(type) })
    expect(await blocked('country == "RO"', opened, ['192.0.2.1'])).toEqual([true])
    await opened.reload()
    expect(reloads).toEqual([])
    put('country.mmdb', countries('FR'))
    await opened.reload()
    expect(await blocked('country == "FR"', opened, ['192.0.2.1'])).toEqual([true])
    expect([reloads, opened.stats()[0]]).toEqual([
      ['GeoLite2-Country'],
      expect.objectContaining({ reloads: 1, failures: 0 }),
    ])
  })

  it('detects a new file without being asked', async () => {
    put('country.mmdb', countries('RO'))
    const reloaded = Promise.withResolvers<void>()
    const opened = await open({ pollMs: 5, onReload: () => reloaded.resolve() })
    put('country.mmdb', countries('FR'))
    await reloaded.promise
    expect(await blocked('country == "FR"', opened, ['192.0.2.1'])).toEqual([true])
  })

  it.each<[string, () => Uint8Array | undefined]>([
    ['truncated', () => countries('FR').subarray(0, 200)],
    ['not a database', () => new TextEncoder().encode('<html>quota exceeded</html>')],
    ['of another kind', () => systems],
    ['missing', () => undefined],
  ])('keeps the last valid database if the new file is %s, and reports it once', async (_, bytes) => {
    const file = put('country.mmdb', countries('RO'))
    const faults: string[] = []
    const opened = await open({ onFault: (name, { message }) => faults.push(`${name === file} ${message}`) })
    const replacement = bytes()
    if (replacement === undefined) rmSync(file)
    else put('country.mmdb', replacement)
    await opened.reload()
    await opened.reload()
    expect(await blocked('country == "RO"', opened, ['192.0.2.1'])).toEqual([true])
    expect(faults).toEqual([expect.stringMatching(/^true /)])
    expect(opened.stats()[0]).toMatchObject({ reloads: 0, failures: 1, fault: expect.any(String) })
    put('country.mmdb', countries('FR'))
    await opened.reload()
    expect(await blocked('country == "FR"', opened, ['192.0.2.1'])).toEqual([true])
    expect(opened.stats()[0]).not.toHaveProperty('fault')
  })

  it('uses a file that disappeared and came back', async () => {
    const file = put('country.mmdb', countries('RO'))
    const opened = await open()
    renameSync(file, `${file}.away`)
    await opened.reload()
    renameSync(`${file}.away`, file)
    await opened.reload()
    expect(opened.stats()[0]).not.toHaveProperty('fault')
  })

  it('does not start without its databases', async () => {
    await expect(open()).rejects.toThrow(/database `.*country.mmdb` cannot be used: ENOENT/)
    put('country.mmdb', systems)
    await expect(open()).rejects.toThrow('expected a country or city database, found one of type "GeoLite2-ASN"')
    put('country.mmdb', countries('RO'))
    await expect(open({ maxBytes: 100 })).rejects.toThrow('more than 100 bytes')
    await expect(open({ country: folder })).rejects.toThrow(/not a regular file|EISDIR/)
    await expect(openGeoip({})).rejects.toThrow(TypeError)
  })

  it('reports the age of the data', async () => {
    put('country.mmdb', countries('RO'))
    const opened = await open({ wallMs: () => Date.UTC(2026, 10, 8) })
    expect(opened.stats()[0]).toMatchObject({ type: 'GeoLite2-Country', ageMs: 7 * 24 * 3_600_000 })
  })

  it('leaves the fact absent if the code is not that of a country', async () => {
    put(
      'country.mmdb',
      writeMmdb({
        type: 'X-Country',
        networks: { '192.0.2.0/24': record('XX'), '198.51.100.0/24': { country: 'RO' } },
      }),
    )
    const opened = await open()
    expect(await blocked('country is present', opened, ['192.0.2.1', '198.51.100.1'])).toEqual([false, false])
  })
})

describe('countryCodes', () => {
  it('are 249 and that of Kosovo, and each has a name', () => {
    const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
    expect([countryCodes.length, new Set(countryCodes).size]).toEqual([250, 250])
    expect(countryCodes.filter((code) => names.of(code) === undefined)).toEqual([])
  })
})

it.each([
  [{ contry: 'a.mmdb' }, 'unknown option `contry`; did you mean `country`?'],
  [{ country: 7 }, '`country` must be a string, found 7'],
  [{ country: 'a.mmdb', onReload: 'yes' }, '`onReload` must be a function, found "yes"'],
])('refuses the options %j', async (options, message) => {
  await expect(openGeoip(options as unknown as GeoipOptions)).rejects.toThrow(message)
})
