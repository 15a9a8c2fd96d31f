import fc from 'fast-check'
import { expect, it } from 'vitest'
import { prefersJson } from './prefers-json.ts'

it.each([
  '',
  '*/*',
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'text/plain',
  'text/plain, application/json;q=0.9',
  'text/*, application/*;q=0.1',
  'application/json;q=0',
  'application/json;q=0.5, */*',
  'application/jsonp',
  'application/xml',
])('returns false for %j', (accept) => {
  expect(prefersJson(accept)).toBe(false)
})

it.each([
  'application/json',
  'application/problem+json',
  'APPLICATION/JSON; charset=utf-8',
  'application/json, text/plain, */*',
  'text/plain;q=0.5, application/json;q=0.9',
  'text/html, application/json;q=0.9, */*;q=0.8',
  'application/*',
  'application/*;q=0.2, application/json',
  'application/json;q=abc',
])('returns true for %j', (accept) => {
  expect(prefersJson(accept)).toBe(true)
})

it('never throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (accept) => {
      expect(typeof prefersJson(accept)).toBe('boolean')
    }),
  )
})
