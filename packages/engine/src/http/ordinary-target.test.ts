import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ordinaryPathEnd } from './ordinary-target.ts'

const ordinary = /^(?:\/(?!\/|\.(?![\w-]))[\w\-.~!$&'()*+,;=:@]*)+(?:\?[!$-;=?-\]_a-z~]*)?$/

function slowEnd(target: string): number {
  if (!ordinary.test(target)) return -1
  const mark = target.indexOf('?')
  return mark < 0 ? target.length : mark
}

it('is where a regular expression says that the path ends', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      ...'/?.-_~%#"<>^`{|}\\;:@!$&()*+,= aZ09\u007f\u0080\u0130'.split(''),
      '/.',
      '/..',
      '/.well-known',
      '//',
    ),
    fc.string({ maxLength: 2, unit: 'binary-ascii' }),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const target = `/${pieces.join('')}`
      expect(ordinaryPathEnd(target)).toBe(slowEnd(target))
    }),
    { numRuns: runs(3_000) },
  )
})

it('is the length of every path of one character that may stand as it is', () => {
  for (let code = 0; code < 300; code++) {
    const target = `/a${String.fromCharCode(code)}b`
    expect(ordinaryPathEnd(target)).toBe(slowEnd(target))
  }
})
