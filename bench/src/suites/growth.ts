import type { GateRequest } from '@tidegate/engine'
import { compileText } from '../data/compile.ts'
import { makeRequests, type TrafficOptions } from '../data/requests.ts'
import { closureRequest, makeRules, ruledTarget, rulesPolicy, withClient } from '../data/rule-set.ts'
import { makeSite, planSite } from '../data/site.ts'
import { gateContender } from '../data/site-gate.ts'
import type { Benchmark } from '../harness/comparison.ts'
import type { Contender } from '../harness/contender.ts'
import { grow, type Step } from '../harness/grow.ts'
import { stackContender } from '../peers/stack.ts'

const work = 'whole decisions, from raw request to the fields of the reply, on requests never seen before'

/** The length of the rounds. */
const lengths = (quick: boolean) =>
  quick
    ? ({ rounds: 2, roundMs: 5, batches: 1 } as const)
    : ({ rounds: 7, warmUp: 80_000, roundMs: 60, batches: 60 } as const)

/** The time of a decision by the number of rules. */
export const growthRules: Benchmark = {
  id: 'growth-rules',
  title: 'how does the time of a decision grow with the rules?',
  work: `${work}; rules on paths, hosts, addresses, fields and bots; the peer calls a closure for each rule until one refuses`,
  async run(emit, { quick }) {
    const sizes = quick ? [10, 100] : [10, 100, 1_000, 10_000]
    const steps = sizes.map((size): Step<GateRequest> => {
      const rules = makeRules(size)
      const plan = compileText(rulesPolicy(rules))
      const theirs: Contender<GateRequest> = {
        name: 'closures, rule by rule',
        run: (request) => {
          const seen = closureRequest(request)
          return rules.find(({ refuses }) => refuses(seen))
        },
      }
      return { name: `${size.toLocaleString('en')} rules`, ours: gateContender(plan), theirs }
    })
    const traffic = { prefixes: ['100.64.0.0/16'], tokens: ['tool4bot', 'tool9bot'], target: ruledTarget }
    const inputs = (seed: number): readonly GateRequest[] =>
      makeRequests({ ...traffic, count: 200, seed }).map(withClient)
    for (const comparison of await grow({ benchmark: 'growth-rules', steps, inputs, ...lengths(quick) })) {
      emit(comparison)
    }
  },
}

/** The time of a decision by the number of prefixes. */
export const growthPrefixes: Benchmark = {
  id: 'growth-prefixes',
  title: 'how does the time of a decision grow with the prefixes of a list?',
  work: `${work}; the policy of \`decision\` with a longer list`,
  async run(emit, { quick }) {
    const sizes = quick ? [100, 1_000] : [100, 1_000, 10_000, 100_000, 1_000_000]
    const steps = sizes.map((prefixes) =>
      siteStep({ prefixes, tokens: 150 }, `${prefixes.toLocaleString('en')} prefixes`),
    )
    await growSite('growth-prefixes', steps, quick, emit)
  },
}

/** The time of a decision by the number of bot tokens. */
export const growthTokens: Benchmark = {
  id: 'growth-tokens',
  title: 'how does the time of a decision grow with the bot tokens?',
  work: `${work}; the policy of \`decision\` with more tokens, pages only`,
  async run(emit, { quick }) {
    const sizes = quick ? [15, 150] : [15, 150, 1_000]
    const steps = sizes.map((tokens) => siteStep({ prefixes: 10_000, tokens }, `${tokens.toLocaleString('en')} tokens`))
    await growSite('growth-tokens', steps, quick, emit, (random) => `/articles/${random().toString(36).slice(2)}`)
  },
}

interface SiteStep extends Step<GateRequest> {
  readonly traffic: Pick<TrafficOptions, 'prefixes' | 'tokens'>
}

function siteStep(size: { readonly prefixes: number; readonly tokens: number }, name: string): SiteStep {
  const site = makeSite(size)
  const traffic = { prefixes: site.prefixes, tokens: [...site.search, ...site.scrapers] }
  return { name, ours: gateContender(planSite(site)), theirs: stackContender(site), traffic }
}

async function growSite(
  benchmark: string,
  steps: readonly SiteStep[],
  quick: boolean,
  emit: Parameters<Benchmark['run']>[0],
  target?: TrafficOptions['target'],
): Promise<void> {
  // The same traffic for all sizes: the lists of the smallest size, which determine its refused addresses and bots, are part of the larger ones.
  const { traffic } = steps[0]!
  const inputs = (seed: number): readonly GateRequest[] =>
    makeRequests({ ...traffic, count: 200, seed, ...(target !== undefined && { target }) })
  for (const comparison of await grow({ benchmark, steps, inputs, ...lengths(quick) })) emit(comparison)
}
