import { runs } from '@tidegate/test-support'
import { pathMatches } from '@tidegate/values'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalPath } from './canonical-path.ts'
import { readTarget, type TargetOptions } from './read-target.ts'

function path(target: string, options?: TargetOptions): string | undefined {
  const reading = readTarget('GET', target, options)
  return reading.kind === 'target' ? reading.path : undefined
}

function refusal(target: string, options?: TargetOptions, method = 'GET'): string | undefined {
  const reading = readTarget(method, target, options)
  return reading.kind === 'refusal' ? `${reading.reason}: ${reading.detail}` : undefined
}

describe('readTarget', () => {
  it.each([
    '/',
    '/admin',
    '/admin/',
    '/ADMIN',
    '/web/static/app.js',
    '/.well-known/acme',
    '/a/.git',
    '/a/...',
    '/admin;x=1',
  ])('does not change the ordinary path %s', (target) => {
    expect(readTarget('GET', target)).toEqual({ kind: 'target', path: target, target })
  })

  it.each([
    ['/%61dmin', '/admin'],
    ['/%41%5A%7e%2D%5f', '/AZ~-_'],
    ['/a%2eb', '/a.b'],
    ['/caf%c3%a9', '/caf%C3%A9'],
    ['/caf\u00c3\u00a9', '/caf%C3%A9'],
    ['//evil/admin', '/evil/admin'],
    ['/a///b//', '/a/b/'],
    ['/a%2fadmin', '/a%2Fadmin'],
    ['/a|b^{c}', '/a%7Cb%5E%7Bc%7D'],
    ['/100%25', '/100%25'],
    ['/a%2520b', '/a%2520b'],
    ['/%25e4', '/%25e4'],
    ['/a%3bb', '/a;b'],
    ['/%40staff/%21%24%26%27%28%29%2B%2C%3D%3A', "/@staff/!$&'()+,=:"],
    ['/%5Bid%5d/[id]', '/[id]/[id]'],
    ['/a*b/%2a', '/a%2Ab/%2A'],
  ])('gives %s the canonical form %s', (target, expected) => {
    expect(path(target)).toBe(expected)
    expect(path(expected)).toBe(expected)
  })

  it.each([
    ['/a/../admin', 'a dot segment'],
    ['/a/..', 'a dot segment'],
    ['/./admin', 'a dot segment'],
    ['/a/.', 'a dot segment'],
    ['/..?x', 'a dot segment'],
    ['/a/%2e%2e/admin', 'a dot segment'],
    ['/panel/%2E%2e/web/static/x', 'a dot segment'],
    ['/a/.%2e/admin', 'a dot segment'],
    ['/a/%2e.', 'a dot segment'],
    ['/a/%2e', 'a dot segment'],
    ['/a/..;/admin', 'a dot segment'],
    ['/a/.;x=1/admin', 'a dot segment'],
    ['/a/..%3b/admin', 'a dot segment'],
    ['/a/%2e%2e;/admin', 'a dot segment'],
    ['/a/..%2fadmin', 'a dot segment'],
    ['/a%2f..%2fadmin', 'a dot segment'],
    ['/a%2f%2e%2e', 'a dot segment'],
    ['/a/%252e%252e/admin', 'a double-encoded character'],
    ['/a%252fadmin', 'a double-encoded character'],
    ['/a%255cadmin', 'a double-encoded character'],
    ['/a%2500', 'a double-encoded character'],
    ['/%2561dmin', 'a double-encoded character'],
    ['/a%25252e', 'a double-encoded character'],
    ['/%25%32%65%25%32%65/admin', 'a double-encoded character'],
    ['/\\admin', 'a backslash'],
    ['/a\\..\\admin', 'a backslash'],
    ['/a%5cadmin', 'an encoded backslash'],
    ['/admin%00', 'an encoded control character'],
    ['/admin%0d%0aX:1', 'an encoded control character'],
    ['/admin%7f', 'an encoded control character'],
    ['/admin\u0000', 'a control character or white space'],
    ['/a\tb', 'a control character or white space'],
    ['/a b', 'a control character or white space'],
    ['/a\u007f', 'a control character or white space'],
    ['/%', 'a `%` that does not start an escape'],
    ['/%2', 'a `%` that does not start an escape'],
    ['/%zz', 'a `%` that does not start an escape'],
    ['/%%32e', 'a `%` that does not start an escape'],
    ['/%u002e', 'a `%` that does not start an escape'],
    ['/%2?x', 'a `%` that does not start an escape'],
    ['/a#/admin', 'a fragment'],
    ['/a?x#y', 'a fragment'],
    ['/a?x\ny', 'a control character or white space'],
    ['/a?\u0100', 'a character that is not a byte'],
    ['/%c0%ae%c0%ae/', 'overlong UTF-8'],
    ['/%c0%af', 'overlong UTF-8'],
    ['/%e0%80%af', 'overlong UTF-8'],
    ['/%f0%80%80%af', 'overlong UTF-8'],
    ['/\u00c0\u00ae', 'overlong UTF-8'],
    ['/\u0142', 'a character that is not a byte'],
    ['', 'an unknown form of target'],
    ['admin', 'an unknown form of target'],
    ['?x', 'an unknown form of target'],
    ['*', 'an unknown form of target'],
    ['ftp://a/b', 'an unknown form of target'],
    ['http:/a/b', 'an unknown form of target'],
    ['http:///a/b', 'a target without a host'],
    ['http://?x', 'a target without a host'],
  ])('refuses %j: %s', (target, detail) => {
    expect(refusal(target)).toBe(`ambiguous-path: ${detail}`)
  })

  it('refuses a method with small letters', () => {
    expect(readTarget('delete', '/')).toMatchObject({
      reason: 'ambiguous-method',
      detail: 'a method with small letters',
    })
  })

  it('keeps an encoded slash, and marks it unless the options decide what it means', () => {
    expect(readTarget('GET', '/a%2fadmin')).toMatchObject({ path: '/a%2Fadmin', hasReadings: true })
    expect(readTarget('GET', '/a%2Fadmin', { encodedSlash: 'both' })).toHaveProperty('hasReadings')
    expect(readTarget('GET', '/a%2Fadmin', { encodedSlash: 'keep' })).not.toHaveProperty('hasReadings')
    expect(readTarget('GET', '/a%2Fadmin', { ambiguousPaths: 'raw' })).not.toHaveProperty('hasReadings')
    expect(refusal('/a%2Fadmin', { encodedSlash: 'refuse' })).toBe('ambiguous-path: an encoded slash')
  })

  it('marks no other escape: reserved characters have one form, and the rest are never raw', () => {
    expect(readTarget('GET', '/a%21%40%3B%2C%2A?q=%2F')).not.toHaveProperty('hasReadings')
    expect(readTarget('GET', '/a%3F%23%25%20%E9?q=%2F')).not.toHaveProperty('hasReadings')
  })

  it('passes a query as received, with characters that are invalid in a target written as escapes', () => {
    expect(readTarget('GET', '/%61?q=100%&r=%2e%2e/\u00e9')).toEqual({
      kind: 'target',
      path: '/a',
      target: '/a?q=100%&r=%2e%2e/%E9',
    })
    expect(readTarget('GET', '/a?f={"a":[1]}|')).toMatchObject({ target: '/a?f=%7B%22a%22:[1]%7D%7C' })
    expect(readTarget('GET', '/a?')).toEqual({ kind: 'target', path: '/a', target: '/a?' })
  })

  it('reads path and authority from the absolute-form', () => {
    expect(readTarget('GET', 'http://other.example/admin?x=1')).toEqual({
      kind: 'target',
      path: '/admin',
      target: '/admin?x=1',
      authority: 'other.example',
    })
    expect(readTarget('GET', 'HTTPS://h:8443')).toEqual({ kind: 'target', path: '/', target: '/', authority: 'h:8443' })
    expect(readTarget('GET', 'http://h?x')).toEqual({ kind: 'target', path: '/', target: '/?x', authority: 'h' })
    expect(refusal('http://h/a/../b')).toBe('ambiguous-path: a dot segment')
    expect(refusal('http://h#/admin')).toBe('ambiguous-path: a fragment')
  })

  it('accepts `*` only with OPTIONS', () => {
    expect(readTarget('OPTIONS', '*')).toEqual({ kind: 'target', path: '*', target: '*' })
    expect(readTarget('OPTIONS', 'http://h')).toEqual({ kind: 'target', path: '*', target: '*', authority: 'h' })
    expect(refusal('*', {}, 'POST')).toBe('ambiguous-path: an unknown form of target')
    expect(refusal('*/admin', {}, 'OPTIONS')).toBe('ambiguous-path: an unknown form of target')
  })

  it('gives CONNECT no path, except for an extended CONNECT (RFC 8441)', () => {
    expect(readTarget('CONNECT', 'h:443')).toEqual({ kind: 'target', path: '', target: 'h:443', authority: 'h:443' })
    expect(readTarget('CONNECT', '/chat')).toEqual({ kind: 'target', path: '/chat', target: '/chat' })
  })

  it('accepts a path of 2,048 characters and refuses longer ones, with any query', () => {
    const longest = `/${'a'.repeat(2_047)}`
    expect(path(longest)).toBe(longest)
    expect(path(`${longest}?${'q'.repeat(4_000)}`)).toBe(longest)
    expect(refusal(`${longest}a`)).toBe('target-too-long: a path longer than 2048 characters')
    expect(refusal(`${longest}a?x`)).toMatch(/^target-too-long/)
    expect(refusal(`/${'/'.repeat(2_048)}`)).toMatch(/^target-too-long/)
    expect(refusal(`/${'\u00e9'.repeat(1_000)}`)).toMatch(/^target-too-long/)
    expect(refusal(`/${'%'.repeat(20_000)}`)).toMatch(/^target-too-long/)
    expect(refusal(`/a?${'q'.repeat(20_000)}`)).toMatch(/^target-too-long/)
  })

  it('keeps ambiguous paths with `raw`, and still refuses long ones', () => {
    const raw: TargetOptions = { ambiguousPaths: 'raw' }
    expect(readTarget('GET', '/a/../b?x#y', raw)).toEqual({ kind: 'target', path: '/a/../b', target: '/a/../b?x#y' })
    expect(readTarget('GET', 'http://h/a/../b', raw)).toMatchObject({ path: '/a/../b', authority: 'h' })
    expect(path('/%61', raw)).toBe('/a')
    expect(path('*', raw)).toBe('*')
    expect(refusal(`/../${'a'.repeat(2_048)}`, raw)).toMatch(/^target-too-long/)
  })

  const pieces = fc.constantFrom(
    ...'/ . .. %2e %2F %5c %25 %32 %65 % \\ ; %3b ? # a Z ~ | %c3%a9 %c0 %ae \u00e9 \u0142 %00 * http://h %41'.split(
      ' ',
    ),
    ' ',
  )
  const targets = fc.oneof(
    fc.array(pieces, { maxLength: 12 }).map((parts) => `/${parts.join('')}`),
    fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 40 }),
  )

  it('never throws, and is idempotent', () => {
    fc.assert(
      fc.property(targets, fc.constantFrom('GET', 'OPTIONS', 'CONNECT'), (target, method) => {
        const reading = readTarget(method, target)
        fc.pre(reading.kind === 'target' && reading.path.startsWith('/'))
        const { authority: _, ...own } = reading
        expect(readTarget(method, reading.target)).toEqual(own)
      }),
      { numRuns: runs(1_000) },
    )
  })

  it('never accepts a path that one or two decodings turn into dot segments, backslashes or controls', () => {
    fc.assert(
      fc.property(targets, (target) => {
        const canonical = path(target)
        fc.pre(canonical !== undefined)
        let text = canonical
        for (let round = 0; round < 3; round++) {
          // eslint-disable-next-line no-control-regex
          expect(text).not.toMatch(/(^|\/)\.{1,2}(;|\/|$)|[\\\u0000-\u001f\u007f]/)
          text = text.replace(/%([0-9a-f]{2})/gi, (_, digits: string) =>
            String.fromCharCode(Number.parseInt(digits, 16)),
          )
        }
      }),
      { numRuns: runs(1_000) },
    )
  })

  it('treats no path as ordinary that the reference would change', () => {
    fc.assert(
      fc.property(targets, (target) => {
        const canonical = path(target)
        fc.pre(canonical?.startsWith('/') === true)
        expect(canonicalPath(canonical!, false)).toEqual({ kind: 'path', path: canonical })
      }),
    )
  })

  it('normalises paths like the patterns of policies', () => {
    const character = fc.constantFrom(...'/ab.~"<>^`{|};:@!$&()+,=%'.split(''), '%41', '%7c', '%2F', '%c3%a9')
    fc.assert(
      fc.property(fc.array(character, { maxLength: 8 }), (characters) => {
        const written = `/${characters.join('')}`
        const canonical = path(written)
        fc.pre(canonical !== undefined && !written.includes('//'))
        expect(pathMatches(written, canonical!)).toBe(true)
      }),
    )
  })

  it('leaves no raw `#` or `?` in the canonical path', () => {
    fc.assert(
      fc.property(targets, (target) => {
        expect(path(target) ?? '').not.toMatch(/[?#]/)
      }),
    )
  })
})
