import { describe, expect, test } from 'vitest'
import { isProductToken } from './parse/agent-name.ts'
import { normalisePattern } from './parse/normalise-path.ts'
import { parseRobots } from './parse-robots.ts'
import { pathOfUrl } from './query/path-of-url.ts'

const allowed = (text: string | Uint8Array, agent: string, url: string): boolean =>
  parseRobots(text).isAllowed(agent, url)
const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : part)))

/** Behaviours of google/robotstxt; numbers are those of behaviours.md 5.2. */
describe('reference parser', () => {
  test('row 1: an empty file and an empty agent allow all, an empty URL is `/`', () => {
    expect(allowed('', 'FooBot', '')).toBe(true)
    expect(allowed('user-agent: FooBot\ndisallow: /\n', '', '')).toBe(true)
    expect(allowed('user-agent: FooBot\ndisallow: /\n', 'FooBot', '')).toBe(false)
  })

  test('row 2: unknown keys are ignored, a missing colon is accepted in a line of two words', () => {
    expect(allowed('foo: FooBot\nbar: /\n', 'FooBot', 'http://foo.bar/x/y')).toBe(true)
    expect(allowed('user-agent FooBot\ndisallow /\n', 'FooBot', 'http://foo.bar/x/y')).toBe(false)
    expect(allowed('user-agent FooBot\ndisallow / x\n', 'FooBot', 'http://foo.bar/x/y')).toBe(true)
    expect(parseRobots('user-agent FooBot').lines[0]).toMatchObject({
      outcome: 'suspicious',
      because: 'the colon is missing',
    })
  })

  test('row 3: groups, merged and shared; blank lines do not end one', () => {
    const text =
      'allow: /foo/bar/\n\nuser-agent: FooBot\ndisallow: /\nallow: /x/\nuser-agent: BarBot\ndisallow: /\nallow: /y/\n\n\n' +
      'allow: /w/\nuser-agent: BazBot\n\nuser-agent: FooBot\nallow: /z/\ndisallow: /\n'
    expect(['/x/b', '/z/d', '/y/c'].map((path) => allowed(text, 'FooBot', `http://foo.bar${path}`))).toEqual([
      true,
      true,
      false,
    ])
    expect(['/y/c', '/w/a', '/z/d'].map((path) => allowed(text, 'BarBot', `http://foo.bar${path}`))).toEqual([
      true,
      true,
      false,
    ])
    expect(allowed(text, 'BazBot', 'http://foo.bar/z/d')).toBe(true)
    expect(allowed(text, 'FooBot', 'http://foo.bar/foo/bar/')).toBe(false)
  })

  test.each(['Sitemap: https://foo.bar/sitemap', 'Invalid-Unknown-Line: unknown'])(
    'row 4: `%s` does not split a group',
    (record) => {
      const text = `User-agent: BarBot\n${record}\nUser-agent: *\nDisallow: /\n`
      expect(allowed(text, 'FooBot', 'http://foo.bar/')).toBe(false)
      expect(allowed(text, 'BarBot', 'http://foo.bar/')).toBe(false)
    },
  )

  test.each([
    'USER-AGENT: FooBot\nALLOW: /x/\nDISALLOW: /\n',
    'user-agent: FooBot\nallow: /x/\ndisallow: /\n',
    'uSeR-aGeNt: FooBot\nAlLoW: /x/\ndIsAlLoW: /\n',
  ])('row 5: keys in any case: %j', (text) => {
    expect(allowed(text, 'FooBot', 'http://foo.bar/x/y')).toBe(true)
    expect(allowed(text, 'FooBot', 'http://foo.bar/a/b')).toBe(false)
  })

  test('row 6: a product token is letters, hyphens and underscores', () => {
    expect(['Foobot', 'Foobot-Bar', 'Foo_Bar'].map(isProductToken)).toEqual([true, true, true])
    expect(['', 'ツ', 'Foobot*', ' Foobot ', 'Foobot/2.1', 'Foobot Bar'].map(isProductToken)).toEqual(
      Array(6).fill(false),
    )
  })

  test.each(['FOO BAR', 'foo bar', 'Foo/2.0', 'foo*'])('row 7: `%s` names the agent `foo`', (value) => {
    const text = `User-Agent: *\nDisallow: /\nUser-Agent: ${value}\nAllow: /x/\nDisallow: /\n`
    expect([allowed(text, 'Foo', 'http://foo.bar/x/y'), allowed(text, 'foo', 'http://foo.bar/x/y')]).toEqual([
      true,
      true,
    ])
    expect(allowed(text, 'Foo Bar', 'http://foo.bar/x/y')).toBe(false)
  })

  test('row 8: the global group applies only if no specific one does', () => {
    const text = 'user-agent: *\nallow: /\nuser-agent: FooBot\ndisallow: /\n'
    expect([allowed(text, 'FooBot', '/x/y'), allowed(text, 'BarBot', '/x/y')]).toEqual([false, true])
    const specific = 'user-agent: FooBot\nallow: /\nuser-agent: BarBot\ndisallow: /\nuser-agent: BazBot\ndisallow: /\n'
    expect(allowed(specific, 'QuxBot', '/x/y')).toBe(true)
  })

  test('row 9: values are case-sensitive', () => {
    expect(allowed('user-agent: FooBot\ndisallow: /x/\n', 'FooBot', 'http://foo.bar/x/y')).toBe(false)
    expect(allowed('user-agent: FooBot\ndisallow: /X/\n', 'FooBot', 'http://foo.bar/x/y')).toBe(true)
  })

  test.each([
    ['disallow: /x/page.html\nallow: /x/', '/x/page.html', false],
    ['allow: /x/page.html\ndisallow: /x/', '/x/page.html', true],
    ['allow: /x/page.html\ndisallow: /x/', '/x/', false],
    ['disallow:\nallow:', '/x/page.html', true],
    ['disallow: /\nallow: /', '/x/page.html', true],
    ['disallow: /x\nallow: /x/', '/x', false],
    ['disallow: /x\nallow: /x/', '/x/', true],
    ['disallow: /x/page.html\nallow: /x/page.html', '/x/page.html', true],
    ['allow: /page\ndisallow: /*.html', '/page.html', false],
    ['allow: /page\ndisallow: /*.html', '/page', true],
    ['allow: /x/page.\ndisallow: /*.html', '/x/page.html', true],
    ['allow: /x/page.\ndisallow: /*.html', '/x/y.html', false],
  ])('row 10: longest match: %j, %s: %s', (rules, path, verdict) => {
    expect(allowed(`user-agent: FooBot\n${rules}\n`, 'FooBot', `http://foo.bar${path}`)).toBe(verdict)
  })

  test('row 11: a specific group replaces `*` entirely', () => {
    const text = 'User-agent: *\nDisallow: /x/\nUser-agent: FooBot\nDisallow: /y/\n'
    expect([allowed(text, 'FooBot', '/x/page'), allowed(text, 'FooBot', '/y/page')]).toEqual([true, false])
  })

  test('row 12: a URL in the query matches itself', () => {
    const text = 'User-agent: FooBot\nDisallow: /\nAllow: /foo/bar?qux=taz&baz=http://foo.bar?tar&par\n'
    expect(allowed(text, 'FooBot', 'http://foo.bar/foo/bar?qux=taz&baz=http://foo.bar?tar&par')).toBe(true)
  })

  test('row 13: a rule is encoded before it is compared; deviation: so is the URL (RFC 9309 §2.2.2)', () => {
    const text = 'User-agent: FooBot\nDisallow: /\nAllow: /foo/bar/ツ\n'
    expect(allowed(text, 'FooBot', 'http://foo.bar/foo/bar/%E3%83%84')).toBe(true)
    expect(allowed(text, 'FooBot', 'http://foo.bar/foo/bar/ツ')).toBe(true)
  })

  test('rows 14 to 17: encoded rules match encoded URLs; deviation: unreserved escapes are decoded on both sides', () => {
    const text = (rule: string): string => `User-agent: FooBot\nDisallow: /\nAllow: ${rule}\n`
    expect(allowed(text('/foo/bar/%E3%83%84'), 'FooBot', 'http://foo.bar/foo/bar/%E3%83%84')).toBe(true)
    expect(allowed(text('/foo/bar/%62%61%7A'), 'FooBot', 'http://foo.bar/foo/bar/%62%61%7A')).toBe(true)
    expect(allowed(text('/foo/bar/%62%61%7A'), 'FooBot', 'http://foo.bar/foo/bar/baz')).toBe(true)
  })

  test('row 18: `*` in the middle', () => {
    const text = 'User-agent: FooBot\nDisallow: /foo/bar/quz\nAllow: /foo/*/qux\n'
    expect(
      ['/foo/bar/quz', '/foo/quz', '/foo//quz', '/foo/bax/quz'].map((path) => allowed(text, 'FooBot', path)),
    ).toEqual([false, true, true, true])
  })

  test('row 19: `$` at the end', () => {
    const text = 'User-agent: FooBot\nDisallow: /foo/bar$\nAllow: /foo/bar/qux\n'
    expect(
      ['/foo/bar', '/foo/bar/', '/foo/bar/qux', '/foo/bar/baz'].map((path) => allowed(text, 'FooBot', path)),
    ).toEqual([false, true, true, true])
  })

  test('row 20: `#` starts a comment', () => {
    const text = 'User-agent: FooBot\n# Disallow: /\nDisallow: /foo/quz#qux\nAllow: /\n'
    expect([allowed(text, 'FooBot', '/foo/bar'), allowed(text, 'FooBot', '/foo/quz')]).toEqual([true, false])
  })

  test('row 21: an allowed index page allows its directory', () => {
    const text = 'User-Agent: *\nAllow: /allowed-slash/index.html\nDisallow: /\n'
    expect(
      [
        '/allowed-slash/',
        '/allowed-slash/index.htm',
        '/allowed-slash/index.html',
        '/anyother-url',
        '/allowed-slash/x',
      ].map((path) => allowed(text, 'foobot', path)),
    ).toEqual([true, false, true, false, false])
  })

  test('row 22: a line is cut at 2,083 times 8 bytes, and its beginning is used', () => {
    const kept = 2083 * 8
    const disallowed = `/x/${'a'.repeat(kept - '/x/'.length - 'disallow: '.length - 2)}`
    const text = `user-agent: FooBot\ndisallow: ${disallowed}/qux\n`
    expect(allowed(text, 'FooBot', 'http://foo.bar/fux')).toBe(true)
    expect(allowed(text, 'FooBot', `http://foo.bar${disallowed}/fux`)).toBe(false)
    expect(parseRobots(text).lines[1]).toMatchObject({ outcome: 'suspicious' })
    const long = (letter: string): string => `/x/${letter.repeat(kept - '/x/'.length - 'allow: '.length - 2)}`
    const both = `user-agent: FooBot\ndisallow: /\nallow: ${long('a')}/qux\nallow: ${long('b')}/qux\n`
    expect(allowed(both, 'FooBot', 'http://foo.bar/')).toBe(false)
    expect(allowed(both, 'FooBot', `http://foo.bar${long('a')}/qux`)).toBe(true)
    expect(allowed(both, 'FooBot', `http://foo.bar${long('b')}/fux`)).toBe(true)
  })

  test.each([
    [
      '/fish',
      ['/fish', '/fish.html', '/fish/salmon.html', '/fishheads', '/fishheads/yummy.html', '/fish.php?id=anything'],
      ['/Fish.asp', '/catfish', '/?id=fish'],
    ],
    [
      '/fish*',
      ['/fish', '/fish.html', '/fish/salmon.html', '/fishheads/yummy.html', '/fish.php?id=anything'],
      ['/Fish.bar', '/catfish', '/?id=fish'],
    ],
    [
      '/fish/',
      ['/fish/', '/fish/salmon', '/fish/?salmon', '/fish/salmon.html', '/fish/?id=anything'],
      ['/fish', '/fish.html', '/Fish/Salmon.html'],
    ],
    [
      '/*.php',
      [
        '/filename.php',
        '/folder/filename.php',
        '/folder/filename.php?parameters',
        '//folder/any.php.file.html',
        '/filename.php/',
        '/index?f=filename.php/',
      ],
      ['/php/', '/index?php', '/windows.PHP'],
    ],
    [
      '/*.php$',
      ['/filename.php', '/folder/filename.php'],
      [
        '/filename.php?parameters',
        '/filename.php/',
        '/filename.php5',
        '/php/',
        '/filename?php',
        '/aaaphpaaa',
        '/windows.PHP',
      ],
    ],
    ['/fish*.php', ['/fish.php', '/fishheads/catfish.php?parameters'], ['/Fish.PHP']],
  ])('row 23: path values: %s', (rule, matching, others) => {
    const text = `user-agent: FooBot\ndisallow: /\nallow: ${rule}\n`
    for (const path of matching) expect([path, allowed(text, 'FooBot', `http://foo.bar${path}`)]).toEqual([path, true])
    for (const path of others) expect([path, allowed(text, 'FooBot', `http://foo.bar${path}`)]).toEqual([path, false])
  })

  test.each([
    ['allow: /p\ndisallow: /', '/page', true],
    ['allow: /folder\ndisallow: /folder', '/folder/page', true],
    ['allow: /page\ndisallow: /*.htm', '/page.htm', false],
    ['allow: /$\ndisallow: /', '/', true],
    ['allow: /$\ndisallow: /', '/page.html', false],
  ])('row 24: precedence: %j, %s: %s', (rules, path, verdict) => {
    expect(allowed(`user-agent: FooBot\n${rules}\n`, 'FooBot', `http://example.com${path}`)).toBe(verdict)
  })

  test.each([
    ['LF', 'User-Agent: foo\nAllow: /some/path\nUser-Agent: bar\n\n\nDisallow: /\n'],
    ['CRLF', 'User-Agent: foo\r\nAllow: /some/path\r\nUser-Agent: bar\r\n\r\n\r\nDisallow: /\r\n'],
    ['CR', 'User-Agent: foo\rAllow: /some/path\rUser-Agent: bar\r\r\rDisallow: /\r'],
    ['no final line end', 'User-Agent: foo\nAllow: /some/path\nUser-Agent: bar\n\n\nDisallow: /'],
    ['mixed', 'User-Agent: foo\nAllow: /some/path\r\nUser-Agent: bar\n\r\n\nDisallow: /'],
  ])('row 25: line numbers with %s', (_name, text) => {
    const { lines } = parseRobots(text)
    expect(lines.filter((line) => line.value !== undefined).map((line) => line.number)).toEqual([1, 2, 3, 6])
    expect(lines.length).toBe(6)
  })

  test('row 26: byte order marks', () => {
    const text = 'User-Agent: foo\nAllow: /AnyValue\n'
    for (const mark of [[0xef, 0xbb, 0xbf], [0xef, 0xbb], [0xef]]) {
      expect(parseRobots(bytes(mark, text)).lines.map((line) => line.kind)).toEqual(['user-agent', 'allow'])
    }
    expect(parseRobots(bytes([0xef, 0x11, 0xbf], text)).lines.map((line) => line.kind)).toEqual(['unknown', 'allow'])
    const middle = bytes('User-Agent: foo\n', [0xef, 0xbb, 0xbf], 'Allow: /AnyValue\n')
    expect(parseRobots(middle).lines.map((line) => line.kind)).toEqual(['user-agent', 'unknown'])
  })

  test('row 27: a Sitemap is reported wherever it is', () => {
    const group = 'User-Agent: foo\nAllow: /some/path\nUser-Agent: bar\n\n\n'
    const sitemap = 'Sitemap: http://foo.bar/sitemap.xml\n'
    expect(parseRobots(group + sitemap).sitemaps).toEqual(['http://foo.bar/sitemap.xml'])
    expect(parseRobots(sitemap + group).sitemaps).toEqual(['http://foo.bar/sitemap.xml'])
  })

  test.each([
    ['', '/'],
    ['http://www.example.com', '/'],
    ['http://www.example.com/', '/'],
    ['http://www.example.com/a', '/a'],
    ['http://www.example.com/a/', '/a/'],
    ['http://www.example.com/a/b?c=http://d.e/', '/a/b?c=http://d.e/'],
    ['http://www.example.com/a/b?c=d&e=f#fragment', '/a/b?c=d&e=f'],
    ['example.com', '/'],
    ['example.com/', '/'],
    ['example.com/a', '/a'],
    ['example.com/a/', '/a/'],
    ['example.com/a/b?c=d&e=f#fragment', '/a/b?c=d&e=f'],
    ['a', '/'],
    ['a/', '/'],
    ['/a', '/a'],
    ['a/b', '/b'],
    ['example.com?a', '/?a'],
    ['example.com/a;b#c', '/a;b'],
    ['//a/b/c', '/b/c'],
  ])('row 28: the path of %j is %s', (url, path) => {
    expect(pathOfUrl(url)).toBe(path)
  })

  test.each([
    ['http://www.example.com', 'http://www.example.com'],
    ['/a/b/c', '/a/b/c'],
    ['á', '%C3%A1'],
    ['%aa', '%AA'],
  ])('row 29: the pattern %s is escaped as %s', (pattern, escaped) => {
    expect(normalisePattern(String.fromCharCode(...new TextEncoder().encode(pattern)))).toBe(escaped)
  })

  test.each(['useragent', 'user agent'])('misspelt `%s` is accepted', (key) => {
    expect(allowed(`${key}: a\ndisallow: /`, 'a', '/')).toBe(false)
  })

  test.each(['dissallow', 'dissalow', 'disalow', 'diasllow', 'disallaw', 'disallowed', 'Disallow-all'])(
    'misspelt `%s` is accepted, with a note',
    (key) => {
      const robots = parseRobots(`user-agent: a\n${key}: /`)
      expect(robots.isAllowed('a', '/')).toBe(false)
      expect(robots.lines[1]).toMatchObject({ outcome: 'suspicious', because: 'it is read as `disallow`' })
    },
  )

  test('`site-map` is accepted, and `*` followed by a space is global', () => {
    expect(parseRobots('Site-map: https://a.example/').sitemaps).toEqual(['https://a.example/'])
    expect(allowed('user-agent: * everybody\ndisallow: /', 'x', '/')).toBe(false)
    expect(allowed('user-agent: *bot\ndisallow: /', 'x', '/')).toBe(true)
  })

  test.each(['noarchive', 'nofollow', 'revisit-after'])('`%s` is known and reported to have no effect', (key) => {
    expect(parseRobots(`${key}: x`).lines[0]).toMatchObject({ kind: 'unsupported', outcome: 'ignored' })
  })
})
