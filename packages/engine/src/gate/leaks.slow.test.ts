import { limit, modelOf } from '@tidegate/model/testing'
import { createRandom, runs, seed } from '@tidegate/test-support'
import { expect, it } from 'vitest'
import { planPolicy } from '../plan/plan-policy.ts'
import type { Plan } from '../plan/plan.ts'
import { requestOf, testClock } from '../testing/test-gate.ts'
import { createGate } from './create-gate.ts'
import type { Admission } from './gate.ts'

const requests = runs(100_000, 1 / 2)

it(`leaks no place in ${requests} requests with random ends, aborts and reloads`, { timeout: 120_000 }, () => {
  const random = createRandom(seed)
  const below = (end: number): number => Math.floor(random() * end)
  const plans = [planOf(3, 40), planOf(2, 60)]
  const clock = testClock()
  const gate = createGate(plans[0]!, { clock })
  const inProgress: Admission[] = []
  for (let i = 0; i < requests; i++) {
    clock.advance(below(3))
    const admission = gate.admit(requestOf({ peer: `203.0.113.${below(30)}` })) as Admission
    if (admission.awaitsEnd) inProgress.push(admission)
    // A handler that fails ends its request at once, a slow one much later; some adapters report an end twice.
    for (let ends = below(3); ends > 0 && inProgress.length > 0; ends--) {
      const at = below(inProgress.length)
      const [ended] = inProgress.splice(at, 1)
      ended!.end()
      if (random() < 0.1) ended!.end()
    }
    if (i % 5000 === 4999) gate.replace(plans[below(2)]!)
    if (i % 100 === 0) expect(gate.stats().counters.placesHeld).toBe(2 * inProgress.length)
  }
  expect(gate.stats().limit).toBeGreaterThan(requests / 100)
  for (const { end } of inProgress) end()
  expect(gate.stats().counters.placesHeld).toBe(0)
})

/** Limits at once per client and in total, next to one that refuses some requests for another reason. */
function planOf(perClient: number, inTotal: number): Plan {
  const period = { kind: 'at-once' } as const
  return planPolicy(
    modelOf({
      rules: [
        limit(perClient, { period, identity: 'client' }),
        limit(inTotal, { period, key: [], identity: 'total' }),
        limit(900, { period: { kind: 'sliding', periodMs: 1000 }, key: [], identity: 'rate' }),
      ],
      fingerprint: `${perClient}`,
    }),
  )
}
