import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readGroups } from './read-groups.ts'
import { readLines } from './read-lines.ts'
import { readText, splitText } from './split-lines.ts'

const key = fc.constantFrom(
  'User-agent',
  'user-agent ',
  'USER-AGENT',
  'useragent',
  'Allow',
  'allow\t',
  'Disallow',
  'disallowed',
  'Dissallow',
  'a',
  'd',
  'u',
  'Sitemap',
  'Crawl-delay',
  'Host',
  'user-agent\0',
)
const value = fc.oneof(
  fc.string({
    unit: fc.constantFrom(
      'a',
      'B',
      '/',
      '*',
      '$',
      '?',
      '?',
      '%',
      '%2F',
      '%61',
      '@',
      ':',
      ' ',
      '\t',
      '#',
      '\0',
      '"',
      'é',
      '.',
      ',',
    ),
    maxLength: 8,
  }),
  fc.constantFrom('*', 'FooBot/2.1', '/x/index.html', '', '  /a b  # c', '10', '/a \0 b'),
)
const line = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom('', ' ', '\t'), key, fc.constantFrom(':', ' :', '', ' '), value)
      .map((parts) => parts.join('')),
  },
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('', '# comment', '   ', '\u000b'),
)
const file = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\n', '\r\n', '\r', '\n\r')), { maxLength: 24 })
  .map((lines) => lines.flat().join(''))

test('gives the same groups as reading line by line', () => {
  fc.assert(
    fc.property(file, fc.option(fc.nat(200), { nil: undefined }), (text, maxBytes) => {
      for (const input of [text, new TextEncoder().encode(text)]) {
        const raw = readText(input, maxBytes)
        const { lines: _, ...groups } = readLines(splitText(raw).lines)
        expect(readGroups(raw)).toEqual(groups)
      }
    }),
    { numRuns: runs(3000) },
  )
})

test('cuts lines in the same places as reading line by line', () => {
  for (const length of [16_640, 16_650, 16_652, 16_653, 16_660, 17_000]) {
    const raw = readText(`User-agent: *\nDisallow: /${'a'.repeat(length)}/end\nAllow: /b`)
    const { lines: _, ...groups } = readLines(splitText(raw).lines)
    expect(readGroups(raw)).toEqual(groups)
  }
})

test('groups share rules however they are read', () => {
  const raw = readText('User-agent: a\nCrawl-delay: 1\nUser-agent: b\nDisallow: /x\n')
  const { groups } = readGroups(raw)
  expect(groups[0]?.rules).toBe(groups[1]?.rules)
})
