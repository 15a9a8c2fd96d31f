import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeOctets } from './decode-octets.ts'

const octetsOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

describe('decodeOctets', () => {
  it('decodes valid UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decodeOctets(octetsOf(text))).toBe(text)
      }),
      { examples: [['\ufffd']] },
    )
  })

  it('keeps other octets unchanged', () => {
    expect(decodeOctets('caf\u00e9 \u00ff')).toBe('caf\u00e9 \u00ff')
    expect(decodeOctets('\u2603 \u00e2')).toBe('\u2603 \u00e2')
  })

  it('decodes a text that was cut inside a character', () => {
    const octets = octetsOf('abc\u2603')
    expect(decodeOctets(octets.slice(0, -1))).toBe('abc…')
  })
})
