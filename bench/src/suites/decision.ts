import type { GateRequest } from '@tidegate/engine'
import { makeSite, planSite } from '../data/site.ts'
import { makeRequests } from '../data/requests.ts'
import { gateContender } from '../data/site-gate.ts'
import { compare } from '../harness/compare.ts'
import type { Benchmark, Comparison } from '../harness/comparison.ts'
import { inChild } from '../harness/in-child.ts'
import { interleave } from '../harness/interleave.ts'
import { byHandContender, byHandName } from '../peers/by-hand.ts'
import { casbinContender } from '../peers/casbin.ts'
import { cedarContender } from '../peers/cedar.ts'
import { jsonRulesContender } from '../peers/json-rules.ts'
import { carefulContender } from '../peers/careful-stack.ts'
import { stackContender } from '../peers/stack.ts'
import { below } from '../harness/random.ts'

const childUrl = new URL('../children/decision-child.ts', import.meta.url)

/** A complete decision, compared with every peer. */
export const decision: Benchmark = {
  id: 'decision',
  title: 'what is the decision for this request?',
  work: 'from method, target, peer and eleven or twelve raw header fields, all fresh strings, to the verdict and the fields of the reply: client address from X-Forwarded-For, path, 10,000 prefixes, 150 bot tokens, static paths, a window of the day, three limits; six requests in ten for static files, nine visitors in ten have come before; each request once, in batches of 200; reloads and allocations in processes of their own',
  async run(emit, { quick }) {
    const site = makeSite({ prefixes: quick ? 1_000 : 10_000, tokens: 150 })
    const tokens = [...site.search, ...site.scrapers]
    const plan = planSite(site)
    const ours = gateContender(plan)
    const byHand = byHandContender(site, plan)
    const stack = stackContender(site)
    const others = [await casbinContender(site), jsonRulesContender(site), cedarContender(site)]
    const cases = [
      { name: 'mixed traffic', peers: () => [stack, ...others, byHand], target: undefined, agents: 'returning' },
      { name: 'static files only', peers: () => [stack], target: staticTarget, agents: 'returning' },
      { name: 'pages only', peers: () => [stack], target: pageTarget, agents: 'returning' },
      { name: 'pages only, every agent new', peers: () => [stack], target: pageTarget, agents: 'new' },
      // WHY last, and made only then: its limiters keep a timer for each client, and their memory makes all others slower.
      {
        name: 'mixed traffic, checked alike',
        peers: () => [carefulContender(site)],
        target: undefined,
        agents: 'returning',
      },
    ] as const
    for (const { name, peers: peersOf, target, agents } of cases) {
      const peers = peersOf()
      const compared = await interleave<GateRequest>({
        benchmark: 'decision',
        case: name,
        inputs: (seed) =>
          makeRequests({
            count: 200,
            seed,
            prefixes: site.prefixes,
            tokens,
            agents,
            ...(target !== undefined && { target }),
          }),
        ours,
        peers,
        rounds: quick ? 2 : 9,
        roundMs: quick ? 5 : 60,
        batches: quick ? 2 : 100,
        warmUp: quick ? 0 : 100_000,
      })
      for (const comparison of compared) emit(comparison)
    }
    const withColdCaches = await interleave<GateRequest>({
      benchmark: 'decision',
      case: 'cold caches: mixed traffic, 3 MB of other memory written before each',
      inputs: (seed) =>
        makeRequests({ count: quick ? 40 : 2_000, seed, prefixes: site.prefixes, tokens, agents: 'returning' }),
      ours,
      peers: [stack, byHand],
      rounds: quick ? 1 : 7,
      roundMs: 0,
      writtenBetween: 3 << 20,
    })
    for (const comparison of withColdCaches) emit(comparison)
    for (const measure of [afterReloads, bytesPerDecision]) emit(await measure(quick))
  },
}

/** How many batches let the compilers finish. */
function warmBatches(quick: boolean): number {
  return quick ? 10 : 500
}

/** How much a decision takes after two reloads, in a process in which nothing else has run. */
async function afterReloads(quick: boolean): Promise<Comparison> {
  const [before, after] = await inChild<readonly (readonly number[])[]>(
    childUrl,
    'reloads',
    quick ? 5 : 400,
    warmBatches(quick),
  )
  const common = { benchmark: 'decision', case: 'after two reloads', peer: 'before them', unit: 'ns/op' } as const
  return compare({ ...common, better: 'lower', ours: after!, theirs: before!, note: 'the same gate' })
}

/** The memory that a decision allocates, in a process in which nothing else has run. */
async function bytesPerDecision(quick: boolean): Promise<Comparison> {
  const [ours, byHand] = await inChild<readonly (readonly number[])[]>(
    childUrl,
    'bytes',
    quick ? 3 : 21,
    warmBatches(quick),
  )
  const common = {
    benchmark: 'decision',
    case: 'allocated',
    peer: byHandName,
    unit: 'bytes',
  } as const
  return compare({ ...common, better: 'lower', ours: ours!, theirs: byHand! })
}

function staticTarget(random: () => number): string {
  return `/web/assets/${below(random, 1e9).toString(36)}.js`
}

function pageTarget(random: () => number): string {
  return `/articles/${below(random, 1e6)}/${below(random, 1e9).toString(36)}`
}
