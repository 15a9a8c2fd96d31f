import { createRandom, seed } from '@tidegate/test-support'
import { describe, expect, it } from 'vitest'
import { createDecisionIds } from './decision-ids.ts'

describe('createDecisionIds', () => {
  it('creates unique ids of nine URL-safe characters', () => {
    const newId = createDecisionIds(createRandom(seed))
    const ids = new Set(Array.from({ length: 100_000 }, newId))
    expect(ids.size).toBe(100_000)
    expect([...ids].every((id) => /^[\w-]{9}$/.test(id))).toBe(true)
  })

  it('begins ids with a letter, so that no command takes one for an option', () => {
    const random = createRandom(seed)
    const ids = Array.from({ length: 1_000 }, () => createDecisionIds(random)())
    expect(ids.filter((id) => !/^[A-Za-z]/.test(id))).toEqual([])
  })

  it('does not reveal the order of ids', () => {
    const newId = createDecisionIds(createRandom(seed))
    const made = Array.from({ length: 1000 }, newId)
    const ascending = made.filter((id, at) => at > 0 && id > made[at - 1]!).length
    expect(ascending).toBeGreaterThan(350)
    expect(ascending).toBeLessThan(650)
  })

  it('differs from gate to gate', () => {
    expect(createDecisionIds(createRandom(seed))().slice(0, 4)).not.toBe(
      createDecisionIds(createRandom(seed + 1))().slice(0, 4),
    )
  })
})
