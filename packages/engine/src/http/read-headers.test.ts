import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createHeaderReader, fieldName, listOf } from './read-headers.ts'

it('finds every occurrence of a wanted field in any case, in the order received', () => {
  const read = createHeaderReader(['host', 'user-agent', 'x-api-key'])
  expect(read(['Host', 'a', 'X-API-Key', '1', 'Accept', '*/*', 'x-api-key', '2', 'HOST', 'b'])).toEqual([
    ['a', 'b'],
    undefined,
    ['1', '2'],
  ])
})

it('reads `referrer` as `referer`, as Koa and Express do', () => {
  const fields = ['Referrer', 'a', 'Referer', 'b', 'REFERRER', 'c']
  expect(createHeaderReader([fieldName('referer')])(fields)).toEqual([['a', 'b', 'c']])
  expect(fieldName('referrer')).toBe('referer')
})

it('does not confuse neighbours in ASCII with the other case', () => {
  expect(createHeaderReader(['x`', '~a'])(['x@', '1', '^a', '2'])).toEqual([undefined, undefined])
})

it('is not confused by names of the prototype', () => {
  expect(createHeaderReader(['__proto__', 'constructor'])(['__proto__', '1', 'CONSTRUCTOR', '2'])).toEqual(['1', '2'])
  expect(createHeaderReader(['host'])(['__proto__', '1', 'constructor', '2'])).toEqual([undefined])
})

it('ignores a name without a value', () => {
  expect(createHeaderReader(['host'])(['Host'])).toEqual([undefined])
})

it('finds the same lines as a filter over the list', () => {
  const name = fc.constantFrom('host', 'Host', 'hOST', 'hosts', 'via', 'VIA', 'x-a', 'X-A', '', 'ho\u0130t')
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.string({ maxLength: 3 })), { maxLength: 12 }), (fields) => {
      const wanted = ['host', 'via', 'x-a']
      const slow = wanted.map((want) => {
        const values = fields.filter(([field]) => field.toLowerCase() === want).map(([, value]) => value)
        return values.length === 0 ? undefined : values
      })
      expect(createHeaderReader(wanted)(fields.flat()).map(listOf)).toEqual(slow)
    }),
  )
})
