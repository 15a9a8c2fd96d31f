import { describe, expect, test } from 'vitest'
import { parseRobots } from './parse-robots.ts'

const allowed = (text: string | Uint8Array, agent: string, url: string): boolean =>
  parseRobots(text).isAllowed(agent, url)

describe('RFC 9309 §2.2: lines', () => {
  test.each(['\n', '\r', '\r\n'])('%j ends a line, and keys may be in any case with spaces around the colon', (end) => {
    const text = ['USER-AGENT \t:\t FooBot', 'dIsAlLoW: /a # a comment', '', '#Disallow: /b'].join(end)
    expect(allowed(text, 'FooBot', '/a')).toBe(false)
    expect(allowed(text, 'FooBot', '/b')).toBe(true)
  })
})

describe('RFC 9309 §2.2.1: groups', () => {
  test('rules before the first User-agent are ignored, with a note', () => {
    const robots = parseRobots('Disallow: /\nUser-agent: FooBot\nDisallow: /a')
    expect(robots.isAllowed('FooBot', '/b')).toBe(true)
    expect(robots.lines[0]).toMatchObject({ outcome: 'ignored', because: 'there is no User-agent before it' })
  })

  test('a User-agent after a rule starts a new group; one after another User-agent does not', () => {
    const text = 'User-agent: a\nUser-agent: b\nDisallow: /x\nUser-agent: c\nDisallow: /y'
    expect([allowed(text, 'a', '/x'), allowed(text, 'b', '/x'), allowed(text, 'c', '/x')]).toEqual([false, false, true])
    expect([allowed(text, 'a', '/y'), allowed(text, 'c', '/y')]).toEqual([true, false])
  })

  test('all groups that name the agent apply together', () => {
    const text = 'User-agent: a\nDisallow: /x\nUser-agent: b\nDisallow: /z\nUser-agent: A\nDisallow: /y'
    expect(['/x', '/y', '/z'].map((path) => allowed(text, 'a', path))).toEqual([false, false, true])
  })

  test('`*` applies only to agents that no group names; its groups apply together; without it everything is allowed', () => {
    const text = 'User-agent: *\nDisallow: /x\nUser-agent: a\nDisallow: /y\nUser-agent: *\nDisallow: /z'
    expect(['/x', '/y', '/z'].map((path) => allowed(text, 'a', path))).toEqual([true, false, true])
    expect(['/x', '/y', '/z'].map((path) => allowed(text, 'b', path))).toEqual([false, true, false])
    expect(parseRobots('User-agent: a\nDisallow: /').explain('b', '/')).toEqual({
      allowed: true,
      line: undefined,
      groupLine: undefined,
      pattern: undefined,
      reason: 'no-group',
    })
  })

  test('other records do not end a group', () => {
    for (const record of ['Sitemap: https://a.example/s.xml', 'Crawl-delay: 5', 'Anything: else', 'garbage']) {
      const text = `User-agent: a\n${record}\nUser-agent: b\nDisallow: /`
      expect([allowed(text, 'a', '/x'), allowed(text, 'b', '/x')]).toEqual([false, false])
    }
  })
})

describe('RFC 9309 §2.2.2: Allow and Disallow', () => {
  test('paths are case-sensitive', () => {
    expect(allowed('User-agent: *\nDisallow: /x/', 'a', '/X/')).toBe(true)
  })

  test('the rule with the most octets wins, an Allow of equal length before a Disallow', () => {
    const text = 'User-agent: *\nDisallow: /a\nAllow: /a\nDisallow: /a/b'
    expect(parseRobots(text).explain('x', '/a')).toMatchObject({ allowed: true, line: 3 })
    expect(parseRobots(text).explain('x', '/a/b')).toMatchObject({
      allowed: false,
      line: 4,
      groupLine: 1,
      pattern: '/a/b',
    })
  })

  test('octets are counted after normalisation', () => {
    // `/ä` is seven octets as `/%C3%A4`, `/????` five.
    const text = 'User-agent: *\nDisallow: /ä\nAllow: /%C3*'
    expect(parseRobots(text).explain('x', '/%c3%a4')).toMatchObject({ allowed: false, line: 2 })
    expect(parseRobots('User-agent: *\nDisallow: /%61%62\nAllow: /ab').explain('x', '/ab')).toMatchObject({
      allowed: true,
      line: 3,
    })
  })

  test('/robots.txt is implicitly allowed', () => {
    expect(parseRobots('User-agent: *\nDisallow: /').explain('x', 'https://a.example/robots.txt')).toMatchObject({
      allowed: true,
      line: undefined,
      reason: 'robots-txt',
    })
    expect(allowed('User-agent: *\nDisallow: /', 'x', '/robots.txt.bak')).toBe(false)
  })

  test.each([
    ['/foo/bar?baz=quz', '/foo/bar?baz=quz'],
    ['/foo/bar?baz=https://foo.bar', '/foo/bar?baz=https%3A%2F%2Ffoo.bar'],
    ['/foo/bar?baz=https%3A%2F%2Ffoo.bar', '/foo/bar?baz=https://foo.bar'],
    ['/foo/bar/ツ', '/foo/bar/%E3%83%84'],
    ['/foo/bar/%E3%83%84', '/foo/bar/%E3%83%84'],
    ['/foo/bar/%62%61%7A', '/foo/bar/baz'],
  ])('the table of encodings: %s matches %s', (rule, path) => {
    expect(allowed(`User-agent: *\nDisallow: ${rule}`, 'x', `https://a.example${path}`)).toBe(false)
  })

  test('an escaped letter in the URL does not bypass a rule', () => {
    expect(allowed('User-agent: *\nDisallow: /admin', 'x', '/%61dmin')).toBe(false)
  })

  test('an escaped slash is not a slash', () => {
    expect(allowed('User-agent: *\nDisallow: /a/b', 'x', '/a%2Fb')).toBe(true)
  })
})

describe('RFC 9309 §2.2.3: special characters', () => {
  test.each([
    ['/path/file-with-a-%2A.html', '/path/file-with-a-*.html'],
    ['/path/foo-%24', '/path/foo-$'],
    ['/allow/this/exact/path$', '/allow/this/exact/path'],
    ['/this/*/exactly', '/this/path/exactly'],
    ['/this/*/exactly', '/this/and/that/exactly/too'],
  ])('%s matches %s', (rule, path) => {
    expect(allowed(`User-agent: *\nDisallow: ${rule}`, 'x', path)).toBe(false)
  })

  test.each([
    ['/path/file-with-a-%2A.html', '/path/file-with-a-b.html'],
    ['/exact$', '/exact/'],
    ['/this/*/exactly', '/this/exactly'],
  ])('%s does not match %s', (rule, path) => {
    expect(allowed(`User-agent: *\nDisallow: ${rule}`, 'x', path)).toBe(true)
  })
})

describe('RFC 9309 §2.5: limits', () => {
  test('500 KiB are read; the rest is counted, and a line that is cut is dropped', () => {
    const filler = `#${'x'.repeat(1022)}\n`.repeat(499)
    const text = `${filler}User-agent: *\nDisallow: /${'a'.repeat(985)}\n#${'y'.repeat(30)}\nDisallow: /after\n`
    const robots = parseRobots(text)
    expect(robots.readBytes).toBe(512_000)
    expect(robots.ignoredBytes).toBe(new TextEncoder().encode(text).length - 512_000)
    expect(robots.isAllowed('x', '/after')).toBe(true)
    expect(robots.notes[0]).toMatchObject({ code: 'input-cut' })
    expect(parseRobots(text, { maxBytes: 1_000_000 }).isAllowed('x', '/after')).toBe(false)
  })

  test('a rule that is cut at the limit is dropped', () => {
    const robots = parseRobots('User-agent: *\nDisallow: /private', { maxBytes: 'User-agent: *\nDisallow: /'.length })
    expect(robots.isAllowed('x', '/public')).toBe(true)
    expect(robots.ignoredBytes).toBe(7)
  })
})
