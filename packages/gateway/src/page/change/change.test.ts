import { expect, it } from 'vitest'
import { type Change, fieldsOf, readChange } from './change.ts'

const subject = {
  site: 'shop',
  limit: 'log in',
  ip: '203.0.113.9',
  user: 'ana',
  key: { 'header("x-key")': 'a=b&c', plan: 'free' },
}

it.each<Change>([
  { kind: 'reset', subject },
  { kind: 'unblock', subject: { ip: '2001:db8::1' } },
  { kind: 'block', subject, forMs: 4 * 3_600_000 },
  { kind: 'tighten', statement: 'limit 1 per minute  as "x & y"', forMs: 600_000, site: 'shop' },
  { kind: 'tighten', statement: 'block ip in 192.0.2.1', forMs: 86_400_000 },
  { kind: 'undo', id: 't1' },
  { kind: 'reload' },
])('a change is read as a form writes it: %o', (change) => {
  expect(readChange(new URLSearchParams(fieldsOf(change)))).toEqual(change)
})

it.each([
  ['', /not a change/],
  ['do=delete', /not a change/],
  ['do=reset', /Whose counters/],
  ['do=reset&ip=+', /Whose counters/],
  ['do=reset&site=shop', /Whose counters/],
  ['do=block&ip=1.2.3.4&for=9y', /how long/],
  ['do=tighten&statement=+', /Write a statement/],
  ['do=undo', /Which rule/],
])('what is not complete is not a change: %s', (query, message) => {
  expect(readChange(new URLSearchParams(query))).toMatch(message)
})
