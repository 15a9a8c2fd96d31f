import MiniSearch from 'minisearch'
import { expect, it } from 'vitest'
import { searchOptions } from './search-options.ts'

const search = new MiniSearch(searchOptions)
search.addAll([
  { id: 0, title: 'Limits', page: 'Language', text: 'limit 5 per minute per ip; constructor', href: 'limits.html' },
  { id: 1, title: 'Blocks', page: 'Language', text: 'block ip in 192.0.2.0/24', href: 'blocks.html' },
])

it('finds sections also by a word with an error in it', () => {
  expect(search.search('minite').map(({ id }) => id as number)).toEqual([0])
})

it.each([
  ['one long word', 'x'.repeat(200_000)],
  ['a long word that begins as one of the index', `minute${'e'.repeat(200_000)}`],
  ['very many words', 'limit block '.repeat(20_000)],
  ['names of properties of every object', '__proto__ constructor hasOwnProperty toString'],
  ['a regular expression', '(a+)+$ [^] \\'],
  ['markup', '"><img src=x onerror=alert(1)>'],
  ['lone surrogates and controls', '\ud800\u0000\u202e\udfff'],
])('answers %s', (_, query) => {
  const results = search.search(query, { combineWith: 'OR' })
  expect(results.length).toBeLessThanOrEqual(2)
})
