import { runs, sizeUpTo } from '@tidegate/test-support'
import { formatIp, formatPrefix, type IpEntry, networkOf, parseIp, parseIpEntry } from '@tidegate/values'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { JsonScanner } from './json-scanner.ts'
import { entryKey, knownPlaces } from './known-places.ts'
import { readListFile } from './read-list-file.ts'
import { TableScanner } from './table-scanner.ts'
import type { TreeEvents } from './tree-events.ts'

const prefix = fc.tuple(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat({ max: 128 })).map(([text, length]) => {
  const address = parseIp(text)!
  const bits = Math.min(length, address.family === 4 ? 32 : 128)
  return formatPrefix({ address: networkOf(address, bits, bits), length: bits })
})
const prefixes = fc.array(prefix, { maxLength: 12 })

const writers: Readonly<Record<string, (list: readonly string[]) => readonly [file: string, text: string]>> = {
  lines: (list) => ['a.txt', list.join('\n')],
  commas: (list) => ['a.txt', list.join(', ')],
  comments: (list) => [
    'a.txt',
    list.map((each, index) => `${each} ${['#', ';', '//'][index % 3]} x, ${index}\r\n`).join(''),
  ],
  columns: (list) => ['a.txt', list.map((each, index) => `${each}\t${index}\tx, y`).join('\n')],
  ipset: (list) => ['a.txt', list.map((each) => `add x ${each}`).join('\n')],
  google: (list) => [
    'a.json',
    JSON.stringify({ prefixes: list.map((each) => ({ [each.includes(':') ? 'ipv6Prefix' : 'ipv4Prefix']: each })) }),
  ],
  amazon: (list) => [
    'a.json',
    JSON.stringify({ prefixes: list.map((each) => ({ ip_prefix: each, service: 'x' })), ipv6_prefixes: [] }),
  ],
  azure: (list) => [
    'a.json',
    JSON.stringify({ values: [{ name: 'a', properties: { addressPrefixes: list } }] }, undefined, 2),
  ],
  strings: (list) => ['a.json', JSON.stringify(list)],
  'JSON lines': (list) => ['a.json', `${list.map((cidr) => JSON.stringify({ cidr })).join('\n')}\n{"type":"metadata"}`],
  geofeed: (list) => [
    'a.csv',
    ['x,y', ...list]
      .map((each, index) => (index === 0 ? 'prefix,city' : `${each},"New ""York"", ${index}"`))
      .join('\r\n'),
  ],
  YAML: (list) => ['a.yaml', list.length === 0 ? '[]' : list.map((each) => `- '${each}'\n`).join('')],
  'YAML flow': (list) => ['a.yaml', `items: [${list.map((each) => `{cidr: "${each}"}`).join(', ')}]`],
}

describe('every format returns the prefixes that were written', () => {
  test.each(Object.keys(writers))('%s', (format) => {
    fc.assert(
      fc.property(prefixes, (list) => {
        const [file, text] = writers[format]!(list)
        const found: string[] = []
        const { faults, refusal } = readListFile(new TextEncoder().encode(text), {
          file,
          maxEntries: 99,
          onEntry: (entry, { line, column, length }) => {
            found.push(textOf(entry))
            const written = text.split(/\r\n|\n/)[line - 1]!.slice(column - 1, column - 1 + length)
            expect(written).toContain(list[found.length - 1])
          },
        })
        expect([faults, refusal]).toEqual([[], undefined])
        expect(found).toEqual(list)
      }),
      { numRuns: runs(40, 1 / 2) },
    )
  })
})

const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    prefix,
    fc.constantFrom('x', '192.0.2.300', '', 'é"\\\n\u2028', 1, -0.5, 1e21, true, null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.constantFrom('prefixes', 'items', 'ipv4Prefix', 'ipv6Prefix', 'cidr', 'a', 'b', 'é\n'),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
})).value

/** The entries of a parsed file, in the plainest way; undefined if any of them is bad, or if there is no place. */
function naiveEntries(root: unknown, at: string | undefined): readonly string[] | undefined {
  const found: string[] = []
  let isFound = false
  let isBad = false
  const addText = (text: unknown): void => {
    if (typeof text !== 'string' || parseIpEntry(text.trim()).kind === 'invalid') isBad = true
    else found.push(text)
  }
  const addEntry = (entry: unknown): void => {
    if (Array.isArray(entry)) entry.forEach(addEntry)
    else if (isRecord(entry)) {
      const own = Object.entries(entry).filter(([key, each]) => entryKey(key) !== undefined && each !== null)
      if (own.length === 0) isBad = true
      for (const [key, text] of own) {
        addText(text)
        const family = entryKey(key)!.family
        if (family !== undefined && typeof text === 'string' && text.includes(':') !== (family === 6)) isBad = true
      }
    } else addText(entry)
  }
  const places = at === undefined ? knownPlaces : [at]
  const walk = (node: unknown, path: string): void => {
    if (path !== '' && places.includes(path) && (at !== undefined || Array.isArray(node))) {
      isFound = true
      addEntry(node)
    } else if (Array.isArray(node)) for (const each of node) walk(each, path === '' ? '' : path)
    else if (isRecord(node))
      for (const [key, each] of Object.entries(node)) walk(each, path === '' ? key : `${path}.${key}`)
  }
  if (at === undefined && Array.isArray(root)) {
    addEntry(root)
    isFound = true
  } else if (at === undefined && isRecord(root)) {
    walk(root, '')
    const own = Object.entries(root).filter(([key, each]) => entryKey(key) !== undefined && each !== null)
    if (isFound && own.some(([, text]) => typeof text === 'string' && parseIpEntry(text).kind !== 'invalid'))
      isBad = true
    if (!isFound && own.some(([, each]) => typeof each !== 'object')) {
      isFound = true
      addEntry(Object.fromEntries(own))
    }
  } else if (at !== undefined) walk(root, '')
  return isFound && !isBad ? found : undefined
}

function isRecord(node: unknown): node is Readonly<Record<string, unknown>> {
  return typeof node === 'object' && node !== null && !Array.isArray(node)
}

test('the reader agrees with `JSON.parse` and a walk over its value', () => {
  const place = fc.constantFrom(undefined, undefined, 'a', 'a.b', 'prefixes.cidr', 'items')
  fc.assert(
    fc.property(value, place, fc.constantFrom(undefined, 1), (root, at, indent) => {
      const found: string[] = []
      const text = JSON.stringify(root, undefined, indent)
      const list = readListFile(text, {
        file: 'a.json',
        maxEntries: 999,
        ...(at !== undefined && { at }),
        onEntry: (entry) => found.push(textOf(entry)),
      })
      const expected = naiveEntries(root, at)
      expect(list.faultCount === 0 ? found : undefined).toEqual(
        expected?.map((each) => textOf(parseIpEntry(each.trim()) as IpEntry)),
      )
    }),
    { numRuns: runs(1_500, 1 / 2) },
  )
})

/** Writes down the values of a file, with their positions. */
function recordJson(pieces: readonly string[]): readonly unknown[] {
  const calls: unknown[] = []
  const note =
    (kind: string) =>
    (...given: readonly unknown[]): void =>
      void calls.push([kind, ...given])
  const events: TreeEvents = {
    openObject: note('{'),
    closeObject: note('}'),
    openArray: note('['),
    closeArray: note(']'),
    key: note('key'),
    text: note('text'),
    literal: note('literal'),
  }
  const scanner = new JsonScanner(events, note('fault'))
  for (const piece of pieces) scanner.push(piece)
  scanner.finish()
  return calls
}

function recordTable(pieces: readonly string[]): readonly unknown[] {
  const calls: unknown[] = []
  const scanner = new TableScanner(
    (cells, line) => calls.push([line, cells]) > 0,
    (...fault) => void calls.push(fault),
  )
  for (const piece of pieces) scanner.push(piece)
  scanner.finish()
  return calls
}

describe('pieces may end anywhere', () => {
  const messy = fc.string({
    unit: fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      '"',
      ',',
      ':',
      '\\',
      'u',
      '0',
      '1',
      'e',
      '-',
      '.',
      'true',
      'null',
      ' ',
      '\n',
      '\r',
      'é',
    ),
    maxLength: 24,
  })
  const json = fc.oneof(
    messy,
    value.map((each) => JSON.stringify(each)),
    value.map((each) => JSON.stringify(each, undefined, 1).replaceAll('\n', '\r\n')),
    messy.map((text) => `["${text}\\u00e9\\n", ${text}]`),
  )
  const table = fc.string({
    unit: fc.constantFrom('1.2.3.4', 'a', '"', '""', ',', '\t', ';', ' ', '#', '\n', '\r\n', '\r'),
    maxLength: 24,
  })

  test.each([
    ['JSON', json, recordJson],
    ['tables', table, recordTable],
  ] as const)('of %s', (_, arbitrary, record) => {
    fc.assert(
      fc.property(arbitrary, (text) => {
        const whole = record([text])
        for (let cut = 1; cut < text.length; cut++) expect(record([text.slice(0, cut), text.slice(cut)])).toEqual(whole)
        expect(record(text.split(''))).toEqual(whole)
      }),
      { numRuns: runs(60, 1 / 2) },
    )
  })

  test('JSON is valid exactly if `JSON.parse` says so', () => {
    fc.assert(
      fc.property(json, (text) => {
        let isValid = true
        try {
          JSON.parse(text)
        } catch {
          isValid = false
        }
        const calls = recordJson([text]) as readonly (readonly unknown[])[]
        const isScanned = !calls.some(([kind]) => kind === 'fault')
        // JSON lines are several values, which `JSON.parse` refuses.
        if (/\}\s*\{/.test(text)) return
        expect(isScanned).toBe(isValid)
      }),
      { numRuns: runs(2_000, 1 / 2) },
    )
  })
})

describe('hostile files', () => {
  const read = (file: string, text: string) => readListFile(new TextEncoder().encode(text), { file, maxEntries: 1_000 })

  test.each([
    ['deep arrays', 'a.json', '['.repeat(200_000)],
    ['deep objects', 'a.json', '{"prefixes":'.repeat(20_000)],
    ['many objects', 'a.json', `[${'{},'.repeat(200_000)}{}]`],
    ['many keys', 'a.json', `{${Array.from({ length: 150_000 }, (_, index) => `"${index}":0`).join(',')}}`],
    ['one long string', 'a.json', `["${'1.'.repeat(500_000)}"]`],
    ['one long number', 'a.json', `[${'1'.repeat(500_000)}]`],
    ['escapes without an end', 'a.json', `["${'\\\\'.repeat(200_000)}`],
    ['deep YAML', 'a.yaml', '['.repeat(sizeUpTo(200_000))],
    ['deep YAML sequences', 'a.yaml', '- '.repeat(sizeUpTo(100_000))],
    ['many YAML values', 'a.yaml', `[${'1,'.repeat(300_000)}1]`],
    ['YAML line breaks', 'a.yaml', '\n'.repeat(300_000)],
    ['long YAML', 'a.yaml', `- ${'1'.repeat(4_000_000)}`],
    [
      'YAML aliases of aliases',
      'a.yaml',
      `a: &a [1.1.1.1]\n${Array.from({ length: 50 }, (_, i) => `b${i}: &b${i} [*a, *a]`).join('\n')}`,
    ],
    ['one long row', 'a.csv', '1,'.repeat(200_000)],
    ['one long cell', 'a.csv', '1'.repeat(200_000)],
    ['one long quote', 'a.csv', `"${'""'.repeat(30_000)}`],
    ['one long line', 'a.txt', '1'.repeat(500_000)],
  ])('%s are refused soon', (_, file, text) => {
    expect(read(file, text).faultCount).toBeGreaterThan(0)
  })

  test('a YAML map of many keys takes linear time', () => {
    const keys = Array.from({ length: sizeUpTo(40_000) }, (_, index) => `k${index}: [192.0.2.1]`).join('\n')
    expect(read('a.yaml', `${keys}\nprefixes: [192.0.2.1]`)).toMatchObject({ entries: 1, faultCount: 0 })
  })
})

function textOf(entry: IpEntry): string {
  switch (entry.kind) {
    case 'address':
      return `${formatIp(entry.address)}/${entry.address.family === 4 ? 32 : 128}`
    case 'prefix':
      return formatPrefix(entry.prefix)
    case 'range':
      return `${formatIp(entry.range.first)} - ${formatIp(entry.range.last)}`
  }
}
