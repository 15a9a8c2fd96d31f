import { createRandom, runs, seed, sizeUpTo } from '@tidegate/test-support'
import { describe, expect, test } from 'vitest'
import { parseRobots } from './parse-robots.ts'
import { parseRestrictIp } from './restrict-ip/restrict-ip.ts'
import { toPolicy } from './to-policy.ts'
import fc from 'fast-check'

/** WHY: fast-check is too slow for this many files. */
function randomWords(): () => number {
  const random = createRandom(seed)
  return () => Math.floor(random() * 2 ** 32)
}

const words = [
  'User-agent:',
  'Disallow:',
  'Allow: /',
  'Crawl-delay: 1',
  'Request-rate: 1/1 ',
  'Visit-time: 0100-',
  'Sitemap:',
  '# restrict-ip: ',
  'rate_limit=',
  'blocked_ip=1.2.3.4',
  'bad_bot=',
  '*',
  '$',
  '%',
  '%41',
  '\n',
  '\r',
  '\r\n',
  '\0',
  '\u00ef\u00bb\u00bf',
  '\u00ff\u00fe',
  ' ',
  ':',
  '#',
  'a',
  '/',
  '9',
  ',',
  '"',
  '\\',
].map((word) => Array.from(word, (character) => character.charCodeAt(0)))

function file(next: () => number): Uint8Array {
  const bytes: number[] = []
  for (let pieces = next() % 24; pieces > 0; pieces--) {
    if (next() % 3 === 0) bytes.push(next() & 0xff)
    else bytes.push(...(words[next() % words.length] ?? []))
  }
  return Uint8Array.from(bytes)
}

describe('whatever the bytes', () => {
  test('very many files are parsed, queried and converted without an exception; every line is kept', () => {
    const rounds = runs(20_000, 1 / 2)
    const next = randomWords()
    let lines = 0
    for (let round = 0; round < rounds; round++) {
      const bytes = file(next)
      try {
        const robots = parseRobots(bytes)
        robots.explain('a', '/a')
        robots.delayFor('*')
        if (round % 5 === 0) {
          parseRestrictIp(bytes)
          const policy = toPolicy(bytes, { enforceRules: true, protectedList: 'protected' })
          if (policy.sourceLines.length !== policy.text.split('\n').length - 1)
            throw new Error('a line without its source')
          if (/[^\n\x20-\x7e]/.test(policy.text)) throw new Error('policy text that is not printable ASCII')
        }
        lines += robots.lines.length
        if (robots.lines.some((line, index) => line.number !== index + 1)) throw new Error('lines are not numbered')
      } catch (error) {
        throw new Error(`seed ${seed}, round ${round}, bytes ${[...bytes].join(' ')}`, { cause: error })
      }
    }
    expect(lines).toBeGreaterThan(rounds)
  })

  test('any text is parsed without an exception', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (text, url) => {
        expect(typeof parseRobots(text).isAllowed(text, url)).toBe('boolean')
        expect(typeof toPolicy(text, { enforceRules: true, fileName: url }).text).toBe('string')
      }),
      { numRuns: runs(50, 1 / 2) },
    )
  })

  // Takes longer than the time limit of the test if the work is more than linear.
  test.each([
    ['very many groups', 'user-agent:a\nallow:/\n'.repeat(sizeUpTo(300_000))],
    ['many agents in one group', `${'user-agent:a\n'.repeat(sizeUpTo(200_000))}disallow:/`],
    ['a line of megabytes', `disallow: /${'*'.repeat(sizeUpTo(10_000_000))}`],
    ['empty lines', '\n\r'.repeat(sizeUpTo(500_000))],
    ['hashes', '#'.repeat(sizeUpTo(1_000_000))],
    ['spaces', `user-agent: ${' '.repeat(sizeUpTo(1_000_000))}x`],
    ['directives', '# restrict-ip: bad_bot=a1,b1 '.repeat(sizeUpTo(50_000))],
    ['octets that are not UTF-8', '\ud800'.repeat(sizeUpTo(1_000_000))],
  ])('%s are read in time that grows with their length', (_name, text) => {
    const robots = parseRobots(text, { maxBytes: 50_000_000 })
    expect(robots.readBytes + robots.ignoredBytes).toBe(new TextEncoder().encode(text).length)
    expect(robots.notes.length).toBeLessThanOrEqual(1000)
    expect(robots.isAllowed('a', '/x')).toBe(!text.endsWith('disallow:/'))
  })
})
