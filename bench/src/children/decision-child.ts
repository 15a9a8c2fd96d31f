import { createGate, type GateRequest } from '@tidegate/engine'
import { createPassHeaders } from '@tidegate/engine/http'
import { makeRequests } from '../data/requests.ts'
import { makeSite, planSite } from '../data/site.ts'
import { serveCalls } from '../harness/serve-calls.ts'
import { byHandContender } from '../peers/by-hand.ts'

const site = makeSite({ prefixes: 10_000, tokens: 150 })
const tokens = [...site.search, ...site.scrapers]
const passHeaders = createPassHeaders()
const perBatch = 200
let seed = 0
let kept: unknown

serveCalls({
  /** Nanoseconds per decision of as many batches, before and after two reloads, each time after `warm` batches. */
  reloads(batches: number, warm: number): readonly (readonly number[])[] {
    const gate = createGate(planSite(site))
    const run = (request: GateRequest): void => {
      const decision = gate.decide(request)
      kept = decision.outcome === 'pass' ? passHeaders(decision) : decision
    }
    times(run, warm)
    const before = times(run, batches)
    for (let reload = 0; reload < 2; reload++) {
      gate.replace(planSite(site))
      times(run, warm >> 1)
    }
    return [before, times(run, batches)]
  },
  /** Bytes that a decision allocates, with the fields of the reply, and those of the function by hand; one figure for each batch. */
  bytes(batches: number, warm: number): readonly (readonly number[])[] {
    const plan = planSite(site)
    const gate = createGate(plan)
    const byHand = byHandContender(site, plan)
    const runs: readonly ((request: GateRequest) => void)[] = [
      (request) => {
        const decision = gate.decide(request)
        kept = decision.outcome === 'pass' ? passHeaders(decision) : decision
      },
      (request) => {
        kept = byHand.run(request)
      },
    ]
    for (const run of runs) times(run, warm)
    return runs.map((run) => Array.from({ length: batches }, () => allocated(run)))
  },
  /** What was computed last, so that no compiler leaves it out. */
  kept: () => typeof kept,
})

function batch(): readonly GateRequest[] {
  return makeRequests({ count: perBatch, seed: seed++, prefixes: site.prefixes, tokens, agents: 'returning' })
}

function times(run: (request: GateRequest) => void, batches: number): readonly number[] {
  return Array.from({ length: batches }, () => {
    const requests = batch()
    const startMs = performance.now()
    for (const request of requests) run(request)
    return ((performance.now() - startMs) * 1e6) / perBatch
  })
}

function allocated(run: (request: GateRequest) => void): number {
  const requests = batch()
  globalThis.gc!({ type: 'minor' })
  const before = process.memoryUsage().heapUsed
  for (const request of requests) run(request)
  return (process.memoryUsage().heapUsed - before) / perBatch
}
