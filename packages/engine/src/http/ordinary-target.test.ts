import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ordinaryPathEnd } from './ordinary-target.ts'

const ordinary = /^(?:\/(?!\/|\.(?![\w-]))[\w\-.~!$&'()+,;=:@]*)+(?:\?[!$-;=?-\]_a-z~]*)?$/

function referenceEnd(target: string): number {
  if (!ordinary.test(target)) return -1
  const mark = target.indexOf('?')
  return mark < 0 ? target.length : mark
}

it('agrees with a regular expression', () => {
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
      expect(ordinaryPathEnd(target)).toBe(referenceEnd(target))
    }),
    { numRuns: runs(3_000) },
  )
})

it('is the length of every path of one allowed character', () => {
  for (let code = 0; code < 300; code++) {
    const target = `/a${String.fromCharCode(code)}b`
    expect(ordinaryPathEnd(target)).toBe(referenceEnd(target))
  }
})
