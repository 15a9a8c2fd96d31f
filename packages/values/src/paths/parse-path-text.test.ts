import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePathText, type PathTextPart } from './parse-path-text.ts'

const parts: readonly PathTextPart[] = ['whole', 'start', 'end', 'middle']

function textOf(...args: Parameters<typeof parsePathText>): string {
  const parsed = parsePathText(...args)
  return parsed.kind === 'text' ? parsed.text : `fault: ${parsed.reason}`
}

describe('a text that is compared with paths', () => {
  it.each([
    ['/%61', '/a'],
    ['/é', '/%C3%A9'],
    ['/%c3%a9', '/%C3%A9'],
    ['/a b"<>^`{|}', '/a%20b%22%3C%3E%5E%60%7B%7C%7D'],
    ['/a%2fb', '/a%2Fb'],
    ['/%7euser', '/~user'],
    ['/100%25', '/100%25'],
  ])('%j is normalised to %j', (written, expected) => {
    for (const part of parts) expect(textOf(written, part, 'path')).toBe(expected)
  })

  it.each([
    ['/a//b', 'collapsed'],
    ['/a/../b', 'segment'],
    ['/a/%2e%2e/b', 'segment'],
    ['/a/..;x', 'segment'],
    ['/a%2f../b', 'segment'],
    ['/a/..%3bx', 'segment'],
    ['/a%252Fb', 'double-encoded'],
    ['/a%C0%AFb', 'overlong'],
    ['/a\\b', 'backslash'],
    ['/a%5cb', 'backslash'],
    ['/a#b', '`#`'],
    ['/a?b', '`?`'],
    ['/a\nb', 'control'],
    ['/a%0ab', 'control'],
    ['/\ud800', 'broken'],
    ['/100%', 'hex digits'],
  ])('%j is rejected: %s', (written, reason) => {
    for (const part of parts) expect(textOf(written, part, 'path')).toMatch(/^fault: /)
    expect(textOf(written, 'whole', 'path')).toContain(reason)
  })

  it('may be part of a segment if it is not at the end', () => {
    expect(textOf('/..', 'start', 'path')).toBe('/..')
    expect(textOf('/..', 'middle', 'path')).toBe('/..')
    expect(textOf('/..', 'end', 'path')).toContain('segment')
    expect(textOf('/..', 'whole', 'path')).toContain('segment')
  })

  it('begins with a slash if it is at the beginning', () => {
    expect(textOf('v1/', 'start', 'path')).toContain('begins with `/`')
    expect(textOf('v1', 'whole', 'target')).toContain('begins with `/`')
    expect(textOf('v1/', 'middle', 'path')).toBe('v1/')
    expect(textOf('.php', 'end', 'path')).toBe('.php')
  })
})

describe('a text that is compared with targets', () => {
  it('decodes unreserved characters in its query as in its path, and escapes what never appears raw', () => {
    expect(textOf('/%61?b=%61%c3%26', 'whole', 'target')).toBe('/a?b=a%C3%26')
    expect(textOf('%61=', 'middle', 'target')).toBe('a=')
    expect(textOf('%%36%31', 'middle', 'target')).toBe('%%361')
    expect(textOf('/a?é', 'start', 'target')).toBe('/a?%C3%A9')
    expect(textOf('//..\\?q=100%', 'middle', 'target')).toBe('//..\\?q=100%')
  })

  it('may be in the path or in the query', () => {
    expect(textOf('é', 'end', 'target')).toBe('%C3%A9')
  })

  it('has no dot segments in the path before its query', () => {
    expect(textOf('/..?x', 'start', 'target')).toContain('segment')
  })
})

it('does not change its own result', () => {
  const text = fc
    .array(fc.constantFrom('/', 'a', 'É', '%', '%61', '%c3', '%25', '.', ';', '?', ' ', '\\', 'Z', '2e'), {
      maxLength: 8,
    })
    .map((pieces) => pieces.join(''))
  fc.assert(
    fc.property(text, fc.constantFrom(...parts), fc.constantFrom('path', 'target'), (written, part, subject) => {
      const parsed = parsePathText(written, part, subject)
      const again = parsed.kind === 'text' ? parsePathText(parsed.text, part, subject) : parsed
      expect(again).toEqual(parsed)
    }),
    { numRuns: runs(1_000) },
  )
})
