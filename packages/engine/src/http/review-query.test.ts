import { expect, it } from 'vitest'
import { reviewQuery } from './review-query.ts'

const clear = { kind: 'clear' }
const severalNames = { kind: 'unclear', detail: 'a query parameter that can be read under several names' }

it.each([
  '/a',
  '/a?',
  '/a?debug=1&debug=2',
  '/a?debug=caf%C3%A9+%2B',
  '/a?debug=100%',
  '/a?debug=%zz',
  '/a?other[debug]=1',
  '/a?other[]=1&[other]=2',
  '/a??other=1&debug=2',
  '/a?x]=1&debug=2',
  '/a?debug=[1]',
])('finds nothing else in %s', (target) => {
  expect(reviewQuery(target, ['debug'])).toEqual(clear)
})

it.each([
  '/a?debug[]=1',
  '/a?debug%5B%5d=1',
  '/a?debug[a][b]=1',
  '/a?[debug]=1',
  '/a?debug[',
  '/a?debug=1]=2',
  '/a?x=1&debug[$ne]=1',
  '/a??debug=1',
  '/a??debug',
])('finds a parameter with several names in %s', (target) => {
  expect(reviewQuery(target, ['debug'])).toEqual(severalNames)
})

it('finds a name that is declared with its brackets', () => {
  expect(reviewQuery('/a?ids[]=1', ['ids[]'])).toEqual(clear)
  expect(reviewQuery('/a?ids[]=1', ['ids[]', 'ids'])).toEqual(severalNames)
})

it.each([
  ['ids[]', '/a?ids[0]=1'],
  ['ids[]', '/a?ids[7]=1'],
  ['ids[]', '/a?[ids][]=1'],
  ['ids[]', '/a?ids=1'],
  ['ids[]', '/a?x=1&ids=1&ids=2'],
  ['ids[]', '/a?ids[][a]=1'],
  ['ids[0]', '/a?ids%5b%5d=1'],
  ['a[b]', '/a?a[b][c]=1'],
  ['a[b]', '/a?a[b][]=1'],
  ['a[b]', '/a?[a][b]=1'],
])('finds another spelling of the name %s in %s', (name, target) => {
  expect(reviewQuery(target, [name])).toEqual(severalNames)
})

it.each([
  ['a[b]', '/a?a[b]=1&a[c]=1'],
  ['a[b]', '/a?a[c][b]=1'],
  ['a[b]', '/a?a=1'],
  ['a[b]', '/a?a[bb]=1'],
  ['a[b]', '/a?aa[b]=1'],
  ['a[b]', '/a?x[a][b]=1'],
  ['ids[]', '/a?ids%5B%5D=1&idsx=1'],
  ['a[0][b]', '/a?a[0][c]=1'],
])('finds the name %s, and no other spelling of it, in %s', (name, target) => {
  expect(reviewQuery(target, [name])).toEqual(clear)
})

it('does not take a name for another one that is declared too', () => {
  expect(reviewQuery('/a?ids=1', ['ids[]', 'ids'])).toEqual(clear)
})

it.each([
  ['/a?debug=%ff', ['%ff']],
  ['/a?debug=%41%zz', ['%41%zz']],
  ['/a?debug=%41+%', ['%41 %']],
  ['/a?debug=%5B%ff', ['%5B%ff', '[%ff']],
])('finds the undecoded value in %s', (target, values) => {
  expect(reviewQuery(target, ['other', 'debug'])).toEqual({ kind: 'also', values: [[], values] })
})

it('finds that the query has more parameters than some readers read', () => {
  const parameters = (count: number): string => `/?${'x&'.repeat(count - 1)}debug=1`
  expect(reviewQuery(parameters(1_000), ['debug'])).toEqual(clear)
  expect(reviewQuery(parameters(1_001), ['debug'])).toEqual({
    kind: 'unclear',
    detail: 'a query with more than 1,000 parameters',
  })
})
