import { createGate, type Gate, type GateRequest } from '@tidegate/engine'
import { createCountingGate } from '@tidegate/engine/tools'
import { spanAttributes } from '@tidegate/telemetry/opentelemetry'
import { registerMetrics } from '@tidegate/telemetry/prometheus'
import { Counter, Registry } from 'prom-client'
import { makeRequests } from '../data/requests.ts'
import { compileText } from '../data/compile.ts'
import { makeRules, rulesPolicy } from '../data/rule-set.ts'
import { makeSite, planSite } from '../data/site.ts'
import type { Benchmark } from '../harness/comparison.ts'
import type { AsyncContender, SyncContender } from '../harness/contender.ts'
import { interleave } from '../harness/interleave.ts'

/** What counting and metrics cost. */
export const counting: Benchmark = {
  id: 'counting',
  title: 'what does it cost to count by rule, and to be scraped?',
  work: 'decisions as in `decision`, mixed traffic, by gates of one plan in one process, in turns: with the counts that every gate has, without them, and with what would otherwise count; and the text that Prometheus gets from a gate with 1,000 rules',
  async run(emit, { quick }) {
    const site = makeSite({ prefixes: quick ? 1_000 : 10_000, tokens: 150 })
    const plan = planSite(site)
    const decided = await interleave<GateRequest>({
      benchmark: 'counting',
      case: 'a decision',
      inputs: (seed) =>
        makeRequests({
          count: 200,
          seed,
          prefixes: site.prefixes,
          tokens: [...site.search, ...site.scrapers],
          agents: 'returning',
        }),
      ours: decides('tidegate', createGate(plan)),
      peers: [
        { ...decides('without counting', createCountingGate(plan, {}, false)), note: 'counts nothing' },
        {
          ...decides('with a listener for prom-client', countedByListener(createCountingGate(plan, {}, false))),
          note: 'counts outcomes, reasons and refusing rules only',
        },
        {
          ...decides('with attributes of spans', createGate(plan, { plugins: [spanAttributes()] })),
          note: 'also counts; no span is active',
        },
      ],
      rounds: quick ? 2 : 41,
      roundMs: quick ? 5 : 20,
      batches: quick ? 2 : 100,
      warmUp: quick ? 0 : 100_000,
    })
    for (const comparison of decided) emit(comparison)

    const rules = quick ? 100 : 1_000
    const scraped = await interleave<number>({
      benchmark: 'counting',
      case: `the text of ${rules.toLocaleString('en')} rules`,
      inputs: () => [0],
      ours: scrapedGate(createGate(compileText(rulesPolicy(makeRules(rules))))),
      peers: [scrapedCounters(rules)],
      rounds: quick ? 2 : 9,
      roundMs: quick ? 1 : 100,
    })
    for (const comparison of scraped) emit(comparison)
  },
}

function decides(name: string, gate: Gate): SyncContender<GateRequest> {
  return { name, run: (request) => gate.decide(request) }
}

/** What programs do whose gate does not count: a listener, and the counters of prom-client. */
function countedByListener(gate: Gate): Gate {
  const registers = [new Registry()]
  const decisions = new Counter({ name: 'decisions_total', help: '…', labelNames: ['outcome', 'reason'], registers })
  const refusals = new Counter({ name: 'refusals_total', help: '…', labelNames: ['rule'], registers })
  gate.on('decision', ({ decision: { outcome, reason, rule } }) => {
    decisions.inc({ outcome, reason })
    if (rule !== undefined) refusals.inc({ rule: rule.name ?? `${rule.file}:${rule.line}` })
  })
  return gate
}

function scrapedGate(gate: Gate): AsyncContender<number> {
  const registry = new Registry()
  registerMetrics(registry, gate)
  return { name: 'tidegate', runAsync: () => registry.metrics() }
}

/** As many series as a gate has for its rules, in counters of prom-client. */
function scrapedCounters(rules: number): AsyncContender<number> {
  const registers = [new Registry()]
  const labelNames = ['policy', 'rule', 'id', 'kind', 'effect']
  const counter = new Counter({ name: 'rules_total', help: '…', labelNames, registers })
  for (let at = 0; at < rules; at++)
    for (const effect of ['refused', 'would_refuse', 'applied', 'known'])
      counter.inc(
        { policy: 'site', rule: `site.policy:${at}`, id: String(at).padStart(12, '0'), kind: 'block', effect },
        at,
      )
  return { name: 'counters of prom-client', runAsync: () => registers[0]!.metrics(), note: 'four series for each rule' }
}
