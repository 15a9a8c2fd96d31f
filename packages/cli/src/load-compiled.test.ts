import { describe, expect, it } from 'vitest'
import { loadCompiled } from './load-compiled.ts'

describe('loadCompiled', () => {
  it('returns what was loaded, and passes on a failure', async () => {
    expect(await loadCompiled(async () => 7)).toBe(7)
    await expect(loadCompiled(() => Promise.reject(new Error('not found')))).rejects.toThrow('not found')
  })
})
