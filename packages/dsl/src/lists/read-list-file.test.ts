import { formatPrefix, ipSetPrefixes, parseIp, ipSetHas } from '@tidegate/values'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ListFile } from './list-file.ts'
import { readListFile } from './read-list-file.ts'

const read = (file: string, content: string | Uint8Array, at?: string, maxEntries = 1_000): ListFile =>
  readListFile(content, { file, maxEntries, ...(at !== undefined && { at }) })
const prefixes = ({ set }: ListFile): readonly string[] => [...ipSetPrefixes(set)].map(formatPrefix)
const messages = ({ faults }: ListFile): readonly string[] =>
  faults.map(({ line, column, message }) => `${line}:${column} ${message}`)

describe('text', () => {
  test('has entries separated by line breaks or commas, and comments', () => {
    const list = read('a.txt', '# office\n192.0.2.1, 192.0.2.4/30 # lab\r\n\r\n10.0.0.0 - 10.0.0.3,,\n')
    expect(prefixes(list)).toEqual(['10.0.0.0/30', '192.0.2.1/32', '192.0.2.4/30'])
    expect(list).toMatchObject({ entries: 3, faultCount: 0 })
  })

  test('with only comments and white space is empty, without a fault', () => {
    expect(read('a.txt', '# none\n \n ,\n')).toMatchObject({ entries: 0, faultCount: 0 })
  })

  test('names each bad entry by line and column', () => {
    expect(messages(read('a.txt', '192.0.2.1\n  192.0.2.256, x'))).toEqual([
      '2:3 octet `256` is above 255',
      '2:16 expected an address, a prefix or a range',
    ])
  })

  test('can be bytes with a byte order mark', () => {
    expect(prefixes(read('a', new TextEncoder().encode('\ufeff192.0.2.1')))).toEqual(['192.0.2.1/32'])
  })
})

describe('JSON', () => {
  test('is read in the format in which providers publish their ranges', () => {
    const text =
      '\ufeff{"syncToken":"1","prefixes":[{"ipv4Prefix":"192.0.2.0/24","service":"x"},{"ipv6Prefix":"2001:db8::/32"}]}'
    expect(prefixes(read('a.json', text))).toEqual(['192.0.2.0/24', '2001:db8::/32'])
  })

  test('can be an array, or contain one under a key', () => {
    expect(prefixes(read('a.JSON', '["192.0.2.1"]'))).toEqual(['192.0.2.1/32'])
    expect(prefixes(read('a.json', '{"hooks":["192.0.2.1"],"web":["192.0.2.2"]}', 'web'))).toEqual(['192.0.2.2/32'])
  })

  test('has only its own keys', () => {
    for (const key of ['__proto__', 'constructor']) {
      const { refusal, faultCount } = read('a.json', '{}', key)
      expect([refusal?.message, faultCount]).toEqual([`the file has nothing at \`${key}\``, 1])
    }
  })

  test('reports a bad entry at its position', () => {
    expect(messages(read('a.json', '[\n  "192.0.2.1",\n  "192.0.2.300"\n]'))).toEqual(['3:3 octet `300` is above 255'])
  })

  test('nested ten thousand levels deep is a fault, not a crash', () => {
    expect(read('a.json', `${'['.repeat(10_000)}${']'.repeat(10_000)}`).faultCount).toBe(1)
    expect(read('a.json', '['.repeat(100_000)).faultCount).toBe(1)
  })
})

describe('YAML', () => {
  test('is a sequence, or contains one under a key', () => {
    expect(prefixes(read('a.yaml', '- 192.0.2.1   # lab\n- "2001:db8::/32"\n- 1.2.3.4\n'))).toEqual([
      '1.2.3.4/32',
      '192.0.2.1/32',
      '2001:db8::/32',
    ])
    expect(prefixes(read('a.yml', 'offices: [192.0.2.1]\n', 'offices'))).toEqual(['192.0.2.1/32'])
  })

  test('with anchors, aliases or tags is refused', () => {
    expect(messages(read('a.yaml', '- &a 192.0.2.1\n- *a\n'))).toEqual([
      '1:6 YAML anchors and tags are not supported',
      '2:3 YAML aliases are not supported: write out the entry instead',
    ])
    expect(read('a.yaml', '- !!python/object:os.system x\n').faultCount).toBeGreaterThan(0)
  })

  test('that is empty is an empty list', () => {
    expect(read('a.yaml', '# none yet\n')).toMatchObject({ entries: 0, faultCount: 0 })
  })

  test('reports a bad entry at its position', () => {
    expect(messages(read('a.yaml', '- 192.0.2.1\n- 192.0.2.300\n'))).toEqual(['2:3 octet `300` is above 255'])
  })
})

test('`at` selects a column of text, and is refused if there is none', () => {
  expect(read('a.txt', '192.0.2.1', 'hooks').faultCount).toBe(1)
  expect(prefixes(read('a.txt', 'host address\na 192.0.2.1', 'address'))).toEqual(['192.0.2.1/32'])
})

test.each(['a.txt', 'a.json', 'a.yaml'])('more entries than allowed are one fault in %s', (file) => {
  const entries = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4']
  const text = file === 'a.txt' ? entries.join('\n') : JSON.stringify(entries)
  expect(read(file, text, undefined, 2).faultCount).toBe(1)
})

test('reading returns for all bytes, and a list without faults contains its entries', () => {
  fc.assert(
    fc.property(fc.constantFrom('a.txt', 'a.json', 'a.yaml'), fc.uint8Array({ maxLength: 200 }), (file, bytes) => {
      expect(read(file, bytes).entries).toBeGreaterThanOrEqual(0)
    }),
  )
  fc.assert(
    fc.property(fc.constantFrom('a.txt', 'a.json', 'a.yaml'), fc.array(fc.ipV4(), { maxLength: 20 }), (file, ips) => {
      const list = read(file, file === 'a.txt' ? ips.join(', ') : JSON.stringify(ips))
      expect(list.faultCount).toBe(0)
      expect(ips.every((ip) => ipSetHas(list.set, parseIp(ip)!))).toBe(true)
    }),
  )
})
