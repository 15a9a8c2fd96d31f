import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import imported from 'robots-parser-npm'
import { describe, expect, test } from 'vitest'
import { parseRobots } from './parse-robots.ts'

interface Theirs {
  readonly isAllowed: (url: string, agent: string) => boolean | undefined
  readonly getMatchingLineNumber: (url: string, agent: string) => number
  readonly getCrawlDelay: (agent: string) => number | undefined
  readonly getSitemaps: () => readonly string[]
  readonly getPreferredHost: () => string | null
}

// WHY: its types wrongly describe an ES module with a default export.
const robotsParser = imported as unknown as (url: string, text: string) => Theirs
const site = 'https://a.example'
const theirs = (text: string): Theirs => robotsParser(`${site}/robots.txt`, text)

const body = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?', '.', '%2F', 'é', '-'), maxLength: 7 })
const pattern = fc.tuple(body, fc.constantFrom('', '', '$')).map(([rest, end]) => `/${rest}${end}`)
const url = fc
  .string({ unit: fc.constantFrom('a', 'b', '/', '?', '%2F', '%C3%A9', '-'), maxLength: 9 })
  .map((rest) => `/${rest}`)
const line = fc.oneof(
  fc.constantFrom('User-agent: foo', 'User-agent: Bar/2.1', 'user-agent: *', 'USER-AGENT: foo # comment'),
  fc.tuple(fc.constantFrom('Allow', 'Disallow', 'disallow '), pattern).map(([key, value]) => `${key}: ${value}`),
  fc.constantFrom('', '# comment', 'Disallow:', 'Allow:'),
)
const file = fc
  .tuple(fc.array(line, { maxLength: 16 }), fc.constantFrom('\n', '\r\n', '\r'))
  .map(([lines, end]) => [...lines, 'Disallow: /never'].join(end))

describe('robots-parser 3.0.1 from npm', () => {
  test('gives the same verdict, line and groups on files that both interpret in the same way', () => {
    fc.assert(
      fc.property(file, url, fc.constantFrom('foo', 'Foo/1.0', 'bar', 'other'), (text, path, agent) => {
        // Deviations, see below: theirs drops a `?` at the end of the URL, and compares escapes in queries literally.
        fc.pre(!/^[^?]*\?$/.test(path) && !/\?.*%2F/.test(path) && !/\?.*%2F/.test(text))
        // Our path of `//b/c` is `/b/c`, as in the reference parser; a URL with its site is unambiguous.
        const ours = parseRobots(text).explain(agent, site + path)
        const other = theirs(text)
        expect([ours.allowed, ours.line ?? -1]).toEqual([
          other.isAllowed(site + path, agent),
          other.getMatchingLineNumber(site + path, agent),
        ])
      }),
      { numRuns: runs(2_000) },
    )
  })

  test('gives the same sitemaps, host and plain delays', () => {
    const text =
      'User-agent: foo\nCrawl-delay: 7\nDisallow: /\nSitemap: https://a.example/s.xml\nHost: B.example\nUser-agent: *\nCrawl-delay: 0.5'
    const ours = parseRobots(text)
    expect([ours.sitemaps, ours.host, ours.delayFor('foo'), ours.delayFor('x')]).toEqual([
      theirs(text).getSitemaps(),
      theirs(text).getPreferredHost(),
      theirs(text).getCrawlDelay('foo'),
      theirs(text).getCrawlDelay('x'),
    ])
  })
})

/** Deliberate differences: ours, theirs, and why. */
describe('deviations from robots-parser 3.0.1', () => {
  const both = (text: string, agent: string, path: string): readonly unknown[] => [
    parseRobots(text).isAllowed(agent, site + path),
    theirs(text).isAllowed(site + path, agent),
  ]

  test('RFC 9309 §2.2.1: other records do not end a group; theirs do', () => {
    expect(both('User-agent: foo\nSitemap: x\nUser-agent: bar\nDisallow: /', 'foo', '/')).toEqual([false, true])
    expect(both('User-agent: foo\nCrawl-delay: 1\nUser-agent: bar\nDisallow: /', 'foo', '/')).toEqual([false, true])
  })

  test('RFC 9309 §2.2.2: unreserved escapes are decoded on both sides; theirs compares them literally', () => {
    expect(both('User-agent: *\nDisallow: /admin', 'foo', '/%61dmin')).toEqual([false, true])
    expect(both('User-agent: *\nDisallow: /%62az', 'foo', '/baz')).toEqual([false, true])
  })

  test('RFC 9309 §2.2.2: a query may be written escaped', () => {
    expect(both('User-agent: *\nDisallow: /a?u=http://b', 'foo', '/a?u=http%3A%2F%2Fb')).toEqual([false, true])
  })

  test('RFC 9309 §2.2.3: `%2A` and `%24` match the characters', () => {
    expect(both('User-agent: *\nDisallow: /a-%2A', 'foo', '/a-*')).toEqual([false, true])
  })

  test('RFC 9309 §2.2.2: /robots.txt is always allowed', () => {
    expect(both('User-agent: *\nDisallow: /', 'foo', '/robots.txt')).toEqual([true, false])
  })

  test('reference parser: misspellings, missing colons, index pages, `*` followed by a space', () => {
    expect(both('User-agent: *\nDissallow: /', 'foo', '/')).toEqual([false, true])
    expect(both('User-agent: *\nDisallow /', 'foo', '/')).toEqual([false, true])
    expect(both('User-agent: *\nDisallow: /\nAllow: /x/index.html', 'foo', '/x/')).toEqual([true, false])
    expect(both('User-agent: * all\nDisallow: /', 'foo', '/')).toEqual([false, true])
  })

  test('reference parser: a byte order mark is skipped in bytes too; theirs loses the first line', () => {
    expect(both('\ufeffUser-agent: *\nDisallow: /', 'foo', '/')).toEqual([false, false])
    expect(
      parseRobots(Uint8Array.from([0xef, 0xbb, ...new TextEncoder().encode('User-agent: *\nDisallow: /')])).isAllowed(
        'foo',
        '/',
      ),
    ).toBe(false)
  })

  test('reference parser: the name ends at the first space; theirs is the whole value', () => {
    expect(both('User-agent: foo bar\nDisallow: /', 'foo', '/')).toEqual([false, true])
  })

  test('reference parser: a group without rules allows everything; theirs drops it at the end of the file', () => {
    expect(both('User-agent: *\nDisallow: /\nUser-agent: foo', 'foo', '/')).toEqual([true, false])
  })

  test('an empty User-agent line starts a group without agents; theirs skips it', () => {
    expect(both('User-agent: foo\nUser-agent:\nDisallow: /', 'foo', '/')).toEqual([false, false])
    expect(both('User-agent: foo\nDisallow: /x\nUser-agent:\nDisallow: /', 'foo', '/y')).toEqual([true, true])
  })

  test('numbers are decimal and not negative; the longest of several delays applies; so does a delay before the first group', () => {
    const delays = (text: string): readonly unknown[] => [
      parseRobots(text).delayFor('foo'),
      theirs(text).getCrawlDelay('foo'),
    ]
    expect(delays('User-agent: *\nCrawl-delay: 1e3')).toEqual([undefined, 1000])
    expect(delays('User-agent: *\nCrawl-delay: -1')).toEqual([undefined, -1])
    expect(delays('User-agent: *\nCrawl-delay: 100000')).toEqual([86_400, 100_000])
    expect(delays('User-agent: *\nCrawl-delay: 5\nCrawl-delay: 2')).toEqual([5, 2])
    expect(delays('Crawl-delay: 5\nUser-agent: *\nDisallow:')).toEqual([5, undefined])
  })

  test('any URL has a path; theirs returns `undefined` for another site', () => {
    expect(parseRobots('User-agent: *\nDisallow: /x').isAllowed('foo', 'https://other.example/x')).toBe(false)
    expect(theirs('User-agent: *\nDisallow: /x').isAllowed('https://other.example/x', 'foo')).toBeUndefined()
  })

  test('a lone `?` is part of the URL; theirs drops it', () => {
    expect(both('User-agent: *\nDisallow: /a?', 'foo', '/a?')).toEqual([false, true])
  })

  test('dot segments in URLs are not resolved by a parser; theirs resolves the URL as a browser does', () => {
    expect(both('User-agent: *\nDisallow: /b', 'foo', '/a/../b')).toEqual([true, false])
  })
})
