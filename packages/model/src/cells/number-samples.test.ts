import { expect, it } from 'vitest'
import { numberSamples } from './number-samples.ts'

it.each([
  ['no bound', [], [-1, 1]],
  ['one bound', [10], [0, 10, 20]],
  ['whole numbers between neighbours', [1, 4], [0, 1, 2, 4, 8]],
  ['no whole number between neighbours', [1, 2], [0, 1, 1.5, 2, 4]],
  ['repeated bounds in any order', [4, 1, 4], [0, 1, 2, 4, 8]],
  ['a bound whose successor is not itself plus one', [2 ** 53], [0, 2 ** 53, 2 ** 54]],
  ['bounds beyond which there are no finite numbers', [Number.MAX_VALUE], [0, Number.MAX_VALUE]],
])('samples %s', (_what, bounds, samples) => {
  expect(numberSamples(bounds)).toEqual(samples)
})
