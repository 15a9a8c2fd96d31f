import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readCookie } from './read-cookie.ts'

it.each([
  [['plan=gold'], ['gold']],
  [['a=b; plan=gold; plan=free'], ['gold', 'free']],
  [
    ['plan=gold', 'plan=free'],
    ['gold', 'free'],
  ],
  [[' plan = gold ;'], ['gold']],
  [['plan="gold"'], ['gold']],
  [['plan=%67old'], ['gold']],
  [['plan=a=b'], ['a=b']],
  [['plan=a+b'], ['a+b']],
  [['plan='], ['']],
  [['plan'], undefined],
  [['PLAN=gold'], undefined],
  [['myplan=gold'], undefined],
  [[';;;'], undefined],
  [undefined, undefined],
])('reads `plan` of %j as %j', (lines, expected) => {
  expect(readCookie(lines, ['plan'])).toEqual([expected])
})

it('is not confused by names of the prototype', () => {
  expect(readCookie(['__proto__=1; constructor=2'], ['__proto__', 'toString'])).toEqual([['1'], undefined])
})

it('finds the same cookies as splitting', () => {
  const piece = fc.constantFrom('a', 'b', '=', ';', ' ', '"', '%61', '%')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const line = pieces.join('')
      const count = line.split(';').filter((pair) => pair.includes('=') && pair.split('=')[0]!.trim() === 'a').length
      expect(readCookie([line], ['a'])[0]?.length ?? 0).toBe(count)
    }),
  )
})
