import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escapeText } from './escape-text.ts'

describe('escapeText', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux) caf\u00e9', 'Mozilla/5.0 (X11; Linux) caf\u00e9'],
    ['a\r\nb\tc', 'a\\r\\nb\\tc'],
    ['\u001b[31mred', '\\x1b[31mred'],
    ['\u0000\u007f\u0085\u009b', '\\x00\\x7f\\x85\\x9b'],
    ['a\u2028b\u2029', 'a\\u{2028}b\\u{2029}'],
    ['\u202egpj.exe\u2066\u200b\ufeff', '\\u{202e}gpj.exe\\u{2066}\\u{200b}\\u{feff}'],
    ['\ud800', '\\u{d800}'],
    ['\\n', '\\\\n'],
    ['\u{e0041}', '\\u{e0041}'],
  ])('writes %j as %j', (text, expected) => {
    expect(escapeText(text)).toBe(expected)
  })

  it('truncates after 256 characters and marks it', () => {
    expect(escapeText('a'.repeat(256))).toBe('a'.repeat(256))
    expect(escapeText('a'.repeat(16_384))).toBe(`${'a'.repeat(256)}…`)
    expect(escapeText('abc', 2)).toBe('ab…')
  })

  it('removes everything that moves a cursor, ends a line or reverses text, and is injective', () => {
    const hostile = fc.string({ unit: 'binary', maxLength: 100 })
    fc.assert(
      fc.property(hostile, hostile, (one, other) => {
        expect(escapeText(one)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
        expect(escapeText(one) === escapeText(other)).toBe(one === other)
      }),
    )
  })
})
