import { createGate, type GateRequest, type Plan } from '@tidegate/engine'
import { createPassHeaders } from '@tidegate/engine/http'
import { compileFiles } from '../data/compile.ts'
import { makeRequests } from '../data/requests.ts'
import { makeSite, planSite } from '../data/site.ts'
import { wordPolicies } from '../data/word-policies.ts'
import type { SyncContender } from '../harness/contender.ts'
import { serveCalls } from '../harness/serve-calls.ts'
import { timeInTurns } from '../harness/time-in-turns.ts'

serveCalls({
  /** Nanoseconds per admission by round, with the word and without it, in turns. */
  async compare(word: string, quick: boolean): Promise<readonly (readonly number[])[]> {
    const site = makeSite({ prefixes: quick ? 1_000 : 10_000, tokens: 150 })
    const { files } = wordPolicies.find((policy) => policy.word === word)!
    const withIt = compileFiles('bench.policy', { ...files(site), 'attackers.txt': site.prefixes.join('\n') })
    return timeInTurns<GateRequest>({
      contenders: [admits('with', withIt), admits('without', planSite(site))],
      inputs: (seed) =>
        makeRequests({
          count: 200,
          seed,
          prefixes: site.prefixes,
          tokens: [...site.search, ...site.scrapers],
          agents: 'returning',
        }),
      rounds: quick ? 2 : 21,
      roundMs: quick ? 5 : 30,
      batches: quick ? 2 : 100,
      warmUp: quick ? 0 : 100_000,
    })
  },
})

/** A request from its admission to its end, which follows at once. */
function admits(name: string, plan: Plan): SyncContender<GateRequest> {
  const gate = createGate(plan)
  const passHeaders = createPassHeaders()
  return {
    name,
    run: (request) => {
      const admission = gate.admit(request)
      if (admission instanceof Promise) throw new Error('the memory of this process answers at once')
      const { decision } = admission
      const headers = decision.outcome === 'pass' ? passHeaders(decision) : decision
      if (admission.awaitsEnd) admission.end()
      return headers
    },
  }
}
