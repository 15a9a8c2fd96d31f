import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRandomRun } from './read-random-run.ts'
import { runs, seed } from './random-run.ts'

describe('a random run', () => {
  it('has the same seed every time unless one is given', () => {
    expect(readRandomRun({})).toEqual(readRandomRun({ TIDEGATE_SEED: '', TIDEGATE_RUNS: '' }))
    expect(readRandomRun({ TIDEGATE_SEED: '-7', TIDEGATE_RUNS: '0.5' })).toEqual({ seed: -7, runsFactor: 0.5 })
  })

  it('draws a 32-bit integer if a fresh seed is requested', () => {
    const seeds = Array.from({ length: 20 }, () => readRandomRun({ TIDEGATE_SEED: 'fresh' }).seed)
    expect(seeds.every((drawn) => drawn === (drawn | 0))).toBe(true)
    expect(new Set(seeds).size).toBeGreaterThan(1)
  })

  it.each(['x', '1.5', '4294967296', 'Infinity'])('rejects `%s` as a seed', (text) => {
    expect(() => readRandomRun({ TIDEGATE_SEED: text })).toThrow(/TIDEGATE_SEED/)
  })

  it.each(['x', '0', '-1', 'Infinity'])('rejects `%s` as a factor of runs', (text) => {
    expect(() => readRandomRun({ TIDEGATE_RUNS: text })).toThrow(/TIDEGATE_RUNS/)
  })

  it('is what properties of this run use', () => {
    const { seed: used, numRuns } = fc.check(fc.property(fc.integer(), () => true))
    expect([used, numRuns]).toEqual([seed, runs(100)])
  })
})
