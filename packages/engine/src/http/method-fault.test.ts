import { METHODS } from 'node:http'
import { expect, it } from 'vitest'
import { methodFault } from './method-fault.ts'

it.each([...METHODS, 'QUERY', 'FOO', 'X-PURGE', 'A1'])('is undefined for %s', (method) => {
  expect(methodFault(method)).toBeUndefined()
})

it.each([
  ['delete', 'a method with small letters'],
  ['Post', 'a method with small letters'],
  ['GEt', 'a method with small letters'],
  ['', 'a method that is not a token'],
  ['GET ', 'a method that is not a token'],
  ['G\u00c9T', 'a method that is not a token'],
  ['PO\u017fT', 'a method that is not a token'],
])('says why `%s` is ambiguous', (method, reason) => {
  expect(methodFault(method)).toBe(reason)
})
