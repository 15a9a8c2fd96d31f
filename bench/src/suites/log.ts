import { createGate, type GateRequest, type Plan } from '@tidegate/engine'
import { type AuditLog, type DecisionLog, type DecisionLogOptions, openAuditLog, openDecisionLog } from '@tidegate/node'
import { makeRequests } from '../data/requests.ts'
import { makeSite, planSite } from '../data/site.ts'
import { compare } from '../harness/compare.ts'
import type { Benchmark } from '../harness/comparison.ts'
import type { AsyncContender } from '../harness/contender.ts'
import { interleave } from '../harness/interleave.ts'

/** After how many decisions a contender waits until everything is written, so that writing is part of the time. */
const flushEvery = 1_000

/** What the logs add to a decision, compared with the same gate without one. */
export const log: Benchmark = {
  id: 'log',
  title: 'what does a log of decisions cost?',
  work: 'the decision of the benchmark `decision`, mixed traffic, without a log and with one; lines are written to /dev/null in the background, and the time contains it. The bytes are those of a line, compared with the combined format of access logs for the same requests',
  async run(emit, { quick }) {
    const site = makeSite({ prefixes: quick ? 1_000 : 10_000, tokens: 150 })
    const tokens = [...site.search, ...site.scrapers]
    const plan = planSite(site)
    const file = '/dev/null'
    const peers = [
      decisionContender(plan, 'with a decision log', { file }),
      decisionContender(plan, 'with a decision log, addresses hashed', { file, addresses: 'hash' }),
      decisionContender(plan, 'with a decision log, 1 % of passes', { file, sample: { pass: 0.01 } }),
      loggedContender(plan, 'with an audit log', openAuditLog({ file, onProblem: () => {} })),
    ]
    const inputs = (seed: number): readonly GateRequest[] =>
      makeRequests({ count: 200, seed, prefixes: site.prefixes, tokens, agents: 'returning' })
    for (const comparison of await interleave<GateRequest>({
      benchmark: 'log',
      case: 'mixed traffic',
      inputs,
      ours: plainContender(plan),
      peers,
      rounds: quick ? 2 : 9,
      roundMs: quick ? 5 : 60,
      batches: quick ? 2 : 100,
      warmUp: quick ? 0 : 20_000,
    }))
      emit(comparison)
    const requests = inputs(1)
    emit(
      compare({
        benchmark: 'log',
        case: 'bytes per line',
        peer: 'combined access log',
        unit: 'bytes',
        better: 'lower',
        ours: [await bytesPerLine(plan, requests)],
        theirs: [requests.reduce((sum, request) => sum + combinedLine(request).length, 0) / requests.length],
        note: 'without the limits, the policy and the rule',
      }),
    )
  },
}

/** Without a log. WHY asynchronous: as the others, which have to wait for what they write. */
function plainContender(plan: Plan): AsyncContender<GateRequest> {
  const gate = createGate(plan)
  return { name: 'tidegate without a log', runAsync: async (request) => gate.decide(request) }
}

function decisionContender(plan: Plan, name: string, options: DecisionLogOptions): AsyncContender<GateRequest> {
  const decisions = openDecisionLog({ ...options, onProblem: () => {} })
  return loggedContender(plan, name, decisions)
}

function loggedContender(plan: Plan, name: string, kept: DecisionLog | AuditLog): AsyncContender<GateRequest> {
  const gate = createGate(plan)
  kept.follow(gate)
  let count = 0
  return {
    name,
    runAsync: async (request) => {
      const decision = gate.decide(request)
      if (++count % flushEvery === 0) await kept.flush(10_000)
      return decision
    },
  }
}

async function bytesPerLine(plan: Plan, requests: readonly GateRequest[]): Promise<number> {
  const gate = createGate(plan)
  let bytes = 0
  const decisions = openDecisionLog({ file: '/dev/null', maxWaitingBytes: 1e8, onProblem: () => {} })
  const end = decisions.follow(gate)
  const before = decisions.stats().waitingBytes
  for (const request of requests) gate.decide(request)
  bytes = decisions.stats().waitingBytes - before
  end()
  await decisions.close()
  return bytes / requests.length
}

function combinedLine({ method, target, headers, peer }: GateRequest): string {
  const agent = headers[headers.findIndex((name) => name.toLowerCase() === 'user-agent') + 1] ?? '-'
  return `${peer} - - [30/Nov/2026:12:00:00 +0000] "${method} ${target} HTTP/1.1" 200 5120 "-" "${agent}"\n`
}
