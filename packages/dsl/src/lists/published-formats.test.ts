import { formatPrefix, ipSetPrefixes } from '@tidegate/values'
import { describe, expect, test } from 'vitest'
import type { ListFilter } from './list-file.ts'
import { readListFile } from './read-list-file.ts'

/** A format in which addresses are published, with the lines of a file, and the prefixes that it means. */
interface Format {
  readonly name: string
  readonly file: string
  readonly lines: readonly string[]
  readonly at?: string
  readonly where?: ListFilter
  /** Default: what `common` says. */
  readonly prefixes?: readonly string[]
}

const v4 = '192.0.2.0/24'
const v6 = '2001:db8::/32'
const common = [v4, v6]
const json = (name: string, file: string, value: unknown, rest: Partial<Format> = {}): Format => ({
  name,
  file,
  lines: JSON.stringify(value, undefined, 1).split('\n'),
  ...rest,
})

const google = {
  syncToken: '1',
  creationTime: '2026-11-01T00:00:00',
  prefixes: [{ ipv4Prefix: v4 }, { ipv6Prefix: v6 }],
}
const amazon = {
  syncToken: '1',
  prefixes: [
    { ip_prefix: '198.51.100.0/24', region: 'eu-west-1', service: 'EC2' },
    { ip_prefix: v4, region: 'GLOBAL', service: 'CLOUDFRONT' },
  ],
  ipv6_prefixes: [{ ipv6_prefix: v6, region: 'GLOBAL', service: 'CLOUDFRONT' }],
}
const azure = {
  changeNumber: 1,
  cloud: 'Public',
  values: [
    {
      name: 'ActionGroup',
      id: 'ActionGroup',
      properties: {
        region: '',
        systemService: 'ActionGroup',
        addressPrefixes: ['198.51.100.0/24'],
        networkFeatures: ['API'],
      },
    },
    { properties: { addressPrefixes: [v4, v6], systemService: 'AzureFrontDoor' }, name: 'AzureFrontDoor.Backend' },
  ],
}
const github = {
  verifiable_password_authentication: false,
  ssh_keys: ['ssh-ed25519 AAAA'],
  hooks: [v4, v6],
  web: ['198.51.100.0/24'],
  domains: { website: ['*.github.com'] },
}
const atlassian = {
  creationDate: '2026-11-01',
  items: [
    {
      network: '192.0.2.0',
      mask_len: 24,
      cidr: v4,
      mask: '255.255.255.0',
      region: ['global'],
      product: ['jira'],
      direction: ['egress'],
    },
    { network: '2001:db8::', mask_len: 32, cidr: v6, mask: 'ffff:ffff::', region: ['us'], product: ['jira', 'trello'] },
  ],
}
const filter = (key: string, ...values: readonly string[]): ListFilter => ({ key, values })

const formats: readonly Format[] = [
  json('Google common crawlers', 'common-crawlers.json', google),
  json('Google Cloud', 'cloud.json', {
    ...google,
    prefixes: [
      { ipv4Prefix: v4, service: 'Google Cloud', scope: 'europe-west1' },
      { ipv6Prefix: v6, scope: 'us-east1' },
    ],
  }),
  json(
    'Google Cloud, one region',
    'cloud.json',
    {
      prefixes: [
        { ipv4Prefix: v4, scope: 'europe-west1' },
        { ipv6Prefix: v6, scope: 'us-east1' },
      ],
    },
    { where: filter('scope', 'europe-west1'), prefixes: [v4] },
  ),
  json('Bing', 'bingbot.json', { creationTime: '2026-11-01', prefixes: [{ ipv4Prefix: v4 }, { ipv6Prefix: v6 }] }),
  json('OpenAI', 'gptbot.json', google),
  json('Perplexity, both prefixes in one entry', 'perplexitybot.json', {
    prefixes: [{ ipv4Prefix: v4, ipv6Prefix: v6 }],
  }),
  json('AWS', 'ip-ranges.json', amazon, { prefixes: [v4, '198.51.100.0/24', v6] }),
  json('AWS, one service', 'ip-ranges.json', amazon, { where: filter('service', 'CLOUDFRONT') }),
  json('AWS, one service of several regions', 'ip-ranges.json', amazon, {
    where: filter('region', 'GLOBAL', 'eu-west-2'),
  }),
  json('AWS, IPv6 only', 'ip-ranges.json', amazon, { at: 'ipv6_prefixes', prefixes: [v6] }),
  json('AWS, the prefixes themselves', 'ip-ranges.json', amazon, {
    at: 'prefixes.ip_prefix',
    prefixes: [v4, '198.51.100.0/24'],
  }),
  json('Azure service tags', 'ServiceTags_Public.json', azure, { prefixes: [v4, '198.51.100.0/24', v6] }),
  json('Azure, one tag', 'ServiceTags_Public.json', azure, { where: filter('name', 'AzureFrontDoor.Backend') }),
  json('Azure, one service, with `at`', 'ServiceTags_Public.json', azure, {
    at: 'values.properties.addressPrefixes',
    where: filter('systemService', 'AzureFrontDoor'),
  }),
  json('Atlassian', 'ip-ranges.json', atlassian),
  json('Atlassian, one product', 'ip-ranges.json', atlassian, { where: filter('product', 'trello'), prefixes: [v6] }),
  json('GitHub', 'meta.json', github, { at: 'hooks' }),
  json('GitHub without an extension', 'meta', github, { at: 'hooks' }),
  json('Cloudflare API', 'ips.json', {
    result: { ipv4_cidrs: [v4], ipv6_cidrs: [v6], etag: 'x' },
    success: true,
    errors: [],
    messages: [],
  }),
  json('Fastly', 'public-ip-list.json', { addresses: [v4], ipv6_addresses: [v6] }),
  json('Oracle', 'public_ip_ranges.json', {
    last_updated_timestamp: 'x',
    regions: [
      { region: 'a', cidrs: [{ cidr: v4, tags: ['OSN'] }] },
      { region: 'b', cidrs: [{ cidr: v6, tags: [] }] },
    ],
  }),
  json(
    'Oracle, one region',
    'public_ip_ranges.json',
    {
      regions: [
        { cidrs: [{ cidr: v4, tags: ['OSN', 'OBJECT_STORAGE'] }], region: 'a' },
        { region: 'b', cidrs: [{ cidr: v6, tags: ['OCI'] }] },
      ],
    },
    { where: filter('region', 'a'), prefixes: [v4] },
  ),
  json(
    'Oracle, one tag',
    'public_ip_ranges.json',
    {
      regions: [
        {
          region: 'a',
          cidrs: [
            { cidr: v4, tags: ['OSN', 'OBJECT_STORAGE'] },
            { cidr: v6, tags: ['OCI'] },
          ],
        },
      ],
    },
    { where: filter('tags', 'OBJECT_STORAGE'), prefixes: [v4] },
  ),
  json(
    'Stripe',
    'ips_webhooks.json',
    { WEBHOOKS: ['192.0.2.1', '2001:db8::1'] },
    { prefixes: ['192.0.2.1/32', '2001:db8::1/128'] },
  ),
  json('ipverse', 'aggregated.json', { country: 'X', 'country-code': 'xx', subnets: { ipv4: [v4], ipv6: [v6] } }),
  json(
    'ipverse, IPv4 only',
    'aggregated.json',
    { country: 'X', subnets: { ipv4: [v4], ipv6: [v6] } },
    { at: 'subnets.ipv4', prefixes: [v4] },
  ),
  json(
    'Datadog',
    'ip-ranges.json',
    { version: 1, webhooks: { prefixes_ipv4: [v4], prefixes_ipv6: [v6] }, api: { prefixes_ipv4: ['198.51.100.0/24'] } },
    { at: 'webhooks.prefixes_ipv4', prefixes: [v4] },
  ),
  json(
    'Microsoft 365',
    'endpoints.json',
    [
      { id: 1, serviceArea: 'Exchange', urls: ['a.example'], ips: [v4, v6] },
      { id: 2, serviceArea: 'Common', urls: ['b.example'] },
    ],
    { at: 'ips' },
  ),
  json(
    'AbuseIPDB API',
    'blacklist.json',
    { meta: { generatedAt: 'x' }, data: [{ ipAddress: '192.0.2.1', abuseConfidenceScore: 100 }] },
    { prefixes: ['192.0.2.1/32'] },
  ),
  json(
    'CircleCI',
    'ipranges.json',
    { IPRanges: { core: [v4, v6], jobs: ['198.51.100.0/24'] } },
    { at: 'IPRanges.core' },
  ),
  json('an array of strings', 'list.json', [v4, v6]),
  json('an array of objects', 'list.json', [{ cidr: v4 }, { prefix: v6 }]),
  {
    name: 'Spamhaus DROP, JSON lines',
    file: 'drop_v4.json',
    lines: [
      `{"cidr":"${v4}","sblid":"SBL1","rir":"apnic"}`,
      `{"cidr":"${v6}","sblid":"SBL2","rir":"ripencc"}`,
      '{"type":"metadata","timestamp":1764500000,"size":80,"records":2,"copyright":"(c) The Spamhaus Project SLU"}',
    ],
  },
  {
    name: 'Spamhaus DROP, text',
    file: 'drop.txt',
    lines: [
      '; Spamhaus DROP List 2026/11/30 - (c) 2026',
      '; Expires: Mon, 30 Nov 2026 10:14:02 GMT',
      `${v4} ; SBL1`,
      `${v6} ; SBL2`,
    ],
  },
  { name: 'Cloudflare text', file: 'ips-v4', lines: [v4, v6] },
  { name: 'Telegram', file: 'cidr.txt', lines: [v4, v6, ''] },
  {
    name: 'Tor exit list',
    file: 'torbulkexitlist',
    lines: ['192.0.2.1', '192.0.2.7'],
    prefixes: ['192.0.2.1/32', '192.0.2.7/32'],
  },
  {
    name: 'blocklist.de',
    file: 'all.txt',
    lines: ['192.0.2.1', '2001:db8::1'],
    prefixes: ['192.0.2.1/32', '2001:db8::1/128'],
  },
  {
    name: 'FireHOL netset',
    file: 'firehol_level1.netset',
    lines: ['#', '# firehol_level1', '# ipv4 hash:net ipset', '#', v4, v6],
  },
  {
    name: 'Emerging Threats',
    file: 'emerging-Block-IPs.txt',
    lines: ['#', '# Spamhaus DROP Nets', v4, '#Dshield Top Attackers', v6],
  },
  {
    name: 'AbuseIPDB plain text',
    file: 'blacklist',
    lines: ['192.0.2.1', '192.0.2.2'],
    prefixes: ['192.0.2.1/32', '192.0.2.2/32'],
  },
  {
    name: 'IPsum',
    file: 'ipsum.txt',
    lines: ['# IPsum Threat Intelligence Feed', '# IP\tnumber of lists', '192.0.2.1\t10', '2001:db8::1\t8'],
    prefixes: ['192.0.2.1/32', '2001:db8::1/128'],
  },
  {
    name: 'DShield',
    file: 'block.txt',
    lines: [
      '#   DShield.org Recommended Block List',
      'Start\tEnd\tNetmask\tAttacks\tName\tCountry\temail',
      '192.0.2.0\t192.0.2.255\t24\t3412\tEXAMPLE-NET\tXX\tabuse@example.com',
    ],
    prefixes: [v4],
  },
  {
    name: 'ranges',
    file: 'ranges.txt',
    lines: ['192.0.2.0 - 192.0.2.255', '2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'],
  },
  {
    name: 'ipset save',
    file: 'bad.save',
    lines: [
      'create bad hash:net family inet hashsize 1024 maxelem 65536',
      `add bad ${v4}`,
      `add bad6 ${v6} timeout 300`,
    ],
  },
  {
    name: 'geofeed, RFC 8805',
    file: 'geofeed.csv',
    lines: ['# prefix,country,region,city,postal', `${v4},US,US-NY,New York,10118`, `${v6},DE,,,`],
  },
  {
    name: 'geofeed, one country',
    file: 'geofeed.csv',
    lines: [`${v4},US,US-NY,New York,`, `${v6},DE,,,`],
    where: filter('2', 'DE'),
    prefixes: [v6],
  },
  { name: 'geofeed as text', file: 'geofeed.txt', lines: [`${v4},US,US-NY,New York,10118`, `${v6},DE,,,`], at: '1' },
  {
    name: 'MaxMind blocks',
    file: 'GeoLite2-Country-Blocks.csv',
    lines: [
      'network,geoname_id,registered_country_geoname_id,is_anonymous_proxy',
      `${v4},2635167,,0`,
      `${v6},6252001,,0`,
    ],
  },
  {
    name: 'MaxMind blocks, one country',
    file: 'GeoLite2-Country-Blocks.csv',
    lines: ['network,geoname_id', `${v4},2635167`, `${v6},6252001`],
    where: filter('geoname_id', '2635167'),
    prefixes: [v4],
  },
  {
    name: 'AbuseIPDB CSV',
    file: 'blacklist.csv',
    lines: ['"ipAddress","countryCode","abuseConfidenceScore"', '"192.0.2.1","CN","100"'],
    prefixes: ['192.0.2.1/32'],
  },
  {
    name: 'ranges of a database',
    file: 'ranges.csv',
    lines: ['start_ip,end_ip,country', '192.0.2.0,192.0.2.255,US'],
    prefixes: [v4],
  },
  {
    name: 'ranges without titles',
    file: 'dbip-country-lite.csv',
    lines: ['"192.0.2.0","192.0.2.255","US"'],
    at: '1 - 2',
    prefixes: [v4],
  },
  {
    name: 'a named column',
    file: 'ipblocklist.csv',
    lines: ['# Feodo Tracker', '"first_seen_utc","dst_ip","dst_port"', '"2026-11-01 10:00:00","192.0.2.1","443"'],
    at: 'dst_ip',
    prefixes: ['192.0.2.1/32'],
  },
  { name: 'tab-separated values', file: 'list.tsv', lines: ['name\tcidr', `office\t${v4}`, `home\t${v6}`] },
  { name: 'a YAML sequence', file: 'list.yaml', lines: [`- ${v4}`, `- "${v6}"  # lab`] },
  {
    name: 'YAML with keys',
    file: 'list.yml',
    lines: ['networks:', `  - cidr: ${v4}`, '    site: a', `  - cidr: ${v6}`, '    site: b'],
    at: 'networks',
  },
  {
    name: 'YAML with a filter',
    file: 'list.yml',
    lines: ['networks:', `  - cidr: ${v4}`, '    site: a', `  - cidr: ${v6}`, '    site: b'],
    at: 'networks',
    where: filter('site', 'b'),
    prefixes: [v6],
  },
]

describe('published lists are read as they are', () => {
  test.each(formats)('$name', ({ file, lines, at, where, prefixes = common }) => {
    for (const lineEnd of ['\n', '\r\n']) {
      const list = readListFile(new TextEncoder().encode(lines.join(lineEnd)), {
        file,
        maxEntries: 100,
        ...(at !== undefined && { at }),
        ...(where !== undefined && { where }),
      })
      expect([list.faults, list.refusal]).toEqual([[], undefined])
      expect(Array.from(ipSetPrefixes(list.set), formatPrefix)).toEqual(prefixes)
      expect([list.faultCount, list.warnings, list.column]).toEqual([0, [], undefined])
    }
  })

  test('fifty formats and more', () => {
    expect(new Set(formats.map(({ name }) => name)).size).toBe(formats.length)
    expect(formats.length).toBeGreaterThanOrEqual(50)
  })
})

const faultsOf = (file: string, text: string, at?: string): readonly string[] => {
  const { faults, refusal, faultCount } = readListFile(text, { file, maxEntries: 100, ...(at !== undefined && { at }) })
  expect(faultCount).toBeGreaterThan(0)
  return [...faults.map(({ line, column }) => `${line}:${column}`), ...(refusal === undefined ? [] : [refusal.part])]
}

describe('nothing is left out silently', () => {
  test.each([
    [
      'half of an entry',
      '{ "prefixes": [\n { "ipv4Prefix": "192.0.2.0/24",\n "ipv6Prefix": "2001:db8::/129" }] }',
      ['3:16'],
    ],
    ['a number for a prefix', '{ "prefixes": [\n { "ipv4Prefix": "192.0.2.0/24",\n "ipv6Prefix": 6 }] }', ['3:16']],
    ['the wrong family', '[{ "ipv4Prefix": "2001:db8::/32" }]', ['1:18']],
    ['a key that appears twice', '{ "prefixes": ["192.0.2.1"],\n "prefixes": ["192.0.2.2"] }', ['2:2']],
    ['a key of an entry that appears twice', '[{ "cidr": "192.0.2.1",\n "cidr": "192.0.2.2" }]', ['2:2']],
    ['an entry without addresses', '[{ "cidr": "192.0.2.1" },\n { "cdir": "192.0.2.2" }]', ['2:2']],
    ['a number', '["192.0.2.1",\n 5]', ['2:2']],
    [
      'an address that is not in the prefix next to it',
      '[{ "cidr": "192.0.2.0/24",\n "ip": "198.51.100.1" }]',
      ['2:8'],
    ],
    ['an address outside the known places', '{ "prefixes": ["192.0.2.1"],\n "cidr": "198.51.100.0/24" }', ['2:10']],
    ['JSON lines of another form', '{"cidr":"192.0.2.1"}\n{"asn":5}\n', ['2:1']],
    ['JSON lines that begin with another form', '{"asn":5}\n{"cidr":"192.0.2.1"}\n', ['1:1']],
    ['a value after the end', '["192.0.2.1"] ["192.0.2.2"]', ['1:15']],
    ['an entry after lines of every kind', '["192.0.2.1",\r\n\r\n\r\n\n\r 5]', ['6:2']],
    ['a file that ends early', '["192.0.2.1",', ['1:14']],
    ['no known place', '{ "servers": ["192.0.2.1"] }', ['at']],
  ])('%s', (_, text, expected) => {
    expect(faultsOf('a.json', text)).toEqual(expected)
  })

  test.each([
    ['a second column of addresses', 'a.csv', '192.0.2.0,192.0.2.255,US', ['1:11']],
    ['two titles for addresses', 'a.csv', 'ip,network\n192.0.2.1,192.0.2.0/24', ['at']],
    ['no title for addresses', 'a.csv', 'a,b\n192.0.2.1,x', ['at']],
    ['a row without the column', 'a.csv', 'a,ip\nx,192.0.2.1\ny', ['3:1']],
    ['an unclosed quote', 'a.csv', 'ip\n"192.0.2.1', ['2:1']],
    ['text after a quote', 'a.csv', 'ip\n"192.0.2.1"x', ['2:12']],
    ['a web page', 'a.txt', '<!DOCTYPE html>\n<html>', ['1:1']],
    ['YAML keys that appear twice', 'a.yaml', 'prefixes: [192.0.2.1]\nprefixes: [192.0.2.2]', ['2:1']],
    ['half of a YAML entry', 'a.yaml', '- ipv4Prefix: 192.0.2.1\n  ipv6Prefix: x', ['2:15']],
  ])('%s', (_, file, text, expected) => {
    expect(faultsOf(file, text)).toEqual(expected)
  })

  test('files in another encoding, and compressed ones', () => {
    for (const start of [
      [0xff, 0xfe],
      [0x1f, 0x8b],
      [0x50, 0x4b],
    ])
      for (const file of ['a.json', 'a.yaml', 'a.csv', 'a.txt']) {
        const list = readListFile(Uint8Array.of(...start, 0x31, 0x2e), { file, maxEntries: 9 })
        expect(list.faultCount).toBe(1)
      }
  })

  test('`null` says that there is no such address', () => {
    const { set, faultCount } = readListFile('[{ "ipv4Prefix": "192.0.2.0/24", "ipv6Prefix": null }]', {
      file: 'a.json',
      maxEntries: 9,
    })
    expect([faultCount, Array.from(ipSetPrefixes(set), formatPrefix)]).toEqual([0, [v4]])
  })
})

describe('a filter', () => {
  const read = (text: string, key: string, value: string) =>
    readListFile(text, { file: 'a.json', maxEntries: 9, where: { key, values: [value] } })

  test('asks the nearest object that has the key', () => {
    const text = '{ "site": "a", "items": [{ "cidr": "192.0.2.0/24" }, { "site": "b", "cidr": "2001:db8::/32" }] }'
    expect(Array.from(ipSetPrefixes(read(text, 'site', 'a').set), formatPrefix)).toEqual([v4])
    expect(Array.from(ipSetPrefixes(read(text, 'site', 'b').set), formatPrefix)).toEqual([v6])
  })

  test('compares numbers and truth values as they are written', () => {
    const text =
      '[{ "cidr": "192.0.2.0/24", "port": 443, "on": true }, { "cidr": "2001:db8::/32", "port": 80, "on": false }]'
    expect(Array.from(ipSetPrefixes(read(text, 'port', '443').set), formatPrefix)).toEqual([v4])
    expect(Array.from(ipSetPrefixes(read(text, 'on', 'false').set), formatPrefix)).toEqual([v6])
  })

  test('is a fault at an entry that lacks the key, if others have it', () => {
    const { faults } = read('[{ "cidr": "192.0.2.0/24", "site": "a" },\n{ "cidr": "2001:db8::/32" }]', 'site', 'a')
    expect(faults.map(({ line, column }) => [line, column])).toEqual([[2, 1]])
  })

  test.each([
    ['[{ "cidr": "192.0.2.0/24", "site": "a" }]', 'stie', 'no entry has the key `stie`', 'did you mean `site`?'],
    [
      '[{ "cidr": "192.0.2.0/24", "site": "a" }]',
      'site',
      'no entry has "A" as `site`',
      'values are compared exactly, including case',
    ],
  ])('that chooses nothing is refused', (text, key, message, help) => {
    expect(read(text, key, 'A')).toMatchObject({ refusal: { part: 'where', message, help }, faultCount: 1 })
  })

  test('of an empty list is not refused', () => {
    expect(read('[]', 'site', 'a')).toMatchObject({ entries: 0, faultCount: 0 })
  })
})
