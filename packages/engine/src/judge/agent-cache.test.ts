import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAgentCache } from './agent-cache.ts'

describe('createAgentCache', () => {
  it('finds what was kept, and nothing else', () => {
    const cache = createAgentCache()
    cache.keep('Googlebot/2.1', [1, 3], 'googlebot')
    expect(cache.find('Googlebot/2.1')).toEqual({ agent: 'Googlebot/2.1', claims: [1, 3], bot: 'googlebot' })
    expect(cache.find('Googlebot/2.2')).toBeUndefined()
    expect(cache.find('')).toBeUndefined()
  })

  it('never gives what was kept for another agent, however many there are', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 20 }), { maxLength: 200 }), (agents) => {
        const cache = createAgentCache()
        for (const [index, agent] of agents.entries()) {
          expect(cache.find(agent)?.agent ?? agent).toBe(agent)
          cache.keep(agent, [index], undefined)
        }
      }),
      { numRuns: 100 },
    )
  })

  it('does not keep long agents', () => {
    const cache = createAgentCache()
    cache.keep('x'.repeat(513), [], undefined)
    expect(cache.find('x'.repeat(513))).toBeUndefined()
    cache.keep('x'.repeat(512), [], undefined)
    expect(cache.find('x'.repeat(512))).toBeDefined()
  })

  it('forgets under a flood of others, and goes on', () => {
    // Characters spread evenly over the text are looked at: chance could choose six that all these agents share.
    let sample = 0
    const cache = createAgentCache(() => ((sample++ % 6) + 0.5) / 6)
    for (let i = 0; i < 20_000; i++) cache.keep(`agent ${i}`, [], undefined)
    const kept = Array.from({ length: 20_000 }, (_, i) => cache.find(`agent ${i}`)).filter(
      (entry) => entry !== undefined,
    )
    expect(kept.length).toBeGreaterThan(100)
    expect(kept.length).toBeLessThanOrEqual(1024)
  })
})
