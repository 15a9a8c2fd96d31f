import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chunkOf } from '../log-chunk.ts'
import { isEscaped, unescape } from './unescape.ts'

describe('unescape', () => {
  it.each([
    ['plain', 'plain'],
    ['a\\x22b', 'a"b'],
    ['\\xE2\\x98\\x83', '\u00e2\u0098\u0083'],
    ['\\"\\\\\\n\\t\\r\\b\\f\\v\\/', '"\\\n\t\r\b\f\v/'],
    ['\\u0041\\u2603', 'A\u2603'],
    ['\\x2', '\\x2'],
    ['\\xzz', '\\xzz'],
    ['\\u12', '\\u12'],
    ['\\q', '\\q'],
    ['tail\\', 'tail\\'],
    ['\\\\x22', '\\x22'],
  ])('reads %s', (written, expected) => {
    expect(unescape(written)).toBe(expected)
  })

  it('decodes what is escaped octet by octet', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (octets) => {
        const written = [...octets].map((octet) => `\\x${octet.toString(16).padStart(2, '0')}`).join('')
        expect(unescape(written)).toBe(String.fromCharCode(...octets))
      }),
    )
  })
})

describe('isEscaped', () => {
  it('counts backslashes, and does not look before the start', () => {
    const { bytes } = chunkOf('\\\\\\"')
    expect([0, 1, 2, 3].map((start) => isEscaped(bytes, 3, start))).toEqual([true, false, true, false])
  })
})
