import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readQuery } from './read-query.ts'

it.each([
  ['/a?key=1', ['1']],
  ['/a?key=1&x=2&key=3', ['1', '3']],
  ['/a?x&key', ['']],
  ['/a?key=', ['']],
  ['/a?key==1', ['=1']],
  ['/a?%6bey=%31+2', ['1 2']],
  ['/a?k%65y=caf%C3%A9', ['café']],
  ['/a?key=100%', ['100%']],
  ['/a?key=%zz%4', ['%zz%4']],
  ['/a?key=%ff', ['\ufffd']],
  ['/a?key=%EF%BB%BFx', ['\ufeffx']],
  ['/a?KEY=1', undefined],
  ['/a?&&&', undefined],
  ['/a?', undefined],
  ['/key=1', undefined],
  ['/a??key=1', ['1']],
  ['/a??key', ['']],
  ['/a???key=1', undefined],
  ['/a?x=1&?key=1', undefined],
])('reads `key` of %s as %j', (target, expected) => {
  expect(readQuery(target, ['key'])).toEqual([expected])
})

it('is not confused by names of the prototype', () => {
  expect(readQuery('/?__proto__=1&constructor=2', ['__proto__', 'toString'])).toEqual([['1'], undefined])
})

it('finds the same parameters as URLSearchParams', () => {
  const piece = fc.constantFrom('a', 'b', '=', '&', '+', '%61', '%3D', '%26', '%', '%E2%82', '%AC', '%e2%82%ac', '?')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const query = pieces.join('')
      const slow = new URLSearchParams(query)
      const expected = ['a', 'b', 'ab'].map((name) => (slow.has(name) ? slow.getAll(name) : undefined))
      // URLSearchParams removes a leading `?`, but readQuery has already removed the first one.
      fc.pre(!query.startsWith('?'))
      expect(readQuery(`/p?${query}`, ['a', 'b', 'ab'])).toEqual(expected)
    }),
    { numRuns: runs(1_000) },
  )
})

it('gives the first parameter of a query with two marks under both names', () => {
  expect(readQuery('/a??key=1&key=2', ['key', '?key'])).toEqual([['1', '2'], ['1']])
})
