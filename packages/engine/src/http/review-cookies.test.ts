import { expect, it } from 'vitest'
import { reviewCookies } from './review-cookies.ts'

const clear = { kind: 'clear' }

it.each([
  ['plan=gold'],
  ['a=b; plan=gold;plan=free'],
  ['plan=a=b'],
  ['plan'],
  ['other =1; plan=gold'],
  ['other="x"; plan=gold'],
  ['plan=jam'],
  ['plan=100%'],
])('finds nothing else in %s', (line) => {
  expect(reviewCookies([line], ['plan'])).toEqual(clear)
})

it('finds nothing else without cookies', () => {
  expect(reviewCookies(undefined, ['plan'])).toEqual(clear)
})

it.each(['plan =gold', 'a=1;\tplan=gold', 'a=1; plan\t=gold'])('finds white space around the name in %j', (line) => {
  expect(reviewCookies([line], ['plan'])).toEqual({
    kind: 'unclear',
    detail: 'a cookie with white space around its name',
  })
})

it.each([
  ['plan=%67old', ['%67old']],
  ['plan="gold"', ['"gold"']],
  ['plan="gold', ['gol']],
  ['plan= gold ', [' gold ']],
  ['plan=%ff', ['%ff']],
  ['plan=j:"gold"', ['gold']],
  ['plan=j:1', ['1']],
  ['plan=j%3Atrue', ['j%3Atrue', 'true']],
])('finds the other values of %s', (line, values) => {
  const review = reviewCookies([line], ['other', 'plan'])
  expect(review).toMatchObject({ kind: 'also', values: [[], expect.arrayContaining(values)] })
})

it('finds no other value in JSON that is not a text', () => {
  expect(reviewCookies(['plan=j:{a}; plan=j:[1]'], ['plan'])).toEqual(clear)
})
