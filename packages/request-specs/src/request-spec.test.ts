import { describe, expect, it } from 'vitest'
import { mergeRequests } from './request-spec.ts'

describe('a request that inherits', () => {
  it('replaces headers and facts one by one, ignoring the case of their names', () => {
    const base = { headers: { 'X-A': ['1'], 'X-B': ['2'] }, facts: { a: 1, b: 2 } }
    expect(mergeRequests(base, { headers: { 'x-a': ['3'] }, facts: { b: 3 } })).toEqual({
      headers: { 'X-B': ['2'], 'x-a': ['3'] },
      facts: { a: 1, b: 3 },
    })
  })

  it('treats agent and host as headers', () => {
    expect(mergeRequests({ headers: { 'User-Agent': ['a'] } }, { agent: 'b' })).toEqual({ headers: {}, agent: 'b' })
    expect(mergeRequests({ host: 'a' }, { headers: { Host: ['b'] } })).toEqual({ headers: { Host: ['b'] } })
  })

  it('loses fields that are given without a value', () => {
    const without = mergeRequests({ user: 'sam', ip: '192.0.2.1' }, Object.fromEntries([['user', undefined]]))
    expect(without.user).toBeUndefined()
    expect(without.ip).toBe('192.0.2.1')
  })
})
