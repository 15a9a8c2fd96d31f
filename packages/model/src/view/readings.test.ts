import { expect, it } from 'vitest'
import { readingsOf } from './readings.ts'

it.each([
  ['header', 'x-a', ['1', '2'], ['1', '2', '1, 2']],
  ['header', 'x-a', ['1', '1'], ['1', '1', '1, 1']],
  ['header', 'content-type', ['1', '2'], ['1', '2']],
  ['header', 'authorization', ['1', '1'], ['1', '1']],
  ['query', 'a', ['1', '2'], ['1', '2', '1,2']],
  ['cookie', 'a', ['1', '2'], ['1', '2']],
  ['header', 'cookie', ['a=1', 'b=2'], ['a=1; b=2']],
  ['header', 'x-a', ['1'], ['1']],
  ['query', 'a', [], []],
] as const)('the %s %j with the occurrences %j is read as %j', (kind, name, texts, readings) => {
  expect(readingsOf({ kind, name }, texts)).toEqual(readings)
})
