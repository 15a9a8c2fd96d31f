import { expect, test } from 'vitest'
import { didYouMean } from './did-you-mean.ts'

test.each([
  ['ofice', ['office', 'orifice'], 'office'],
  ['goe', ['geo'], 'geo'],
  ['OFFICE', ['office'], 'office'],
  ['searhc', ['search', 'seen'], 'search'],
  ['peak', ['static', 'office'], undefined],
  ['xy', ['abc'], undefined],
  ['office', ['office'], undefined],
])('`%s` among %j is %s', (text, candidates, meant) => {
  expect(didYouMean(text, candidates)).toBe(meant)
})

test('of equally close candidates the first in the alphabet is suggested, in any order', () => {
  expect(didYouMean('lost', ['most', 'list', 'last'])).toBe('last')
})
