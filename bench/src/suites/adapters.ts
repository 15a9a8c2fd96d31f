import type { AdapterVariant, Framework } from '../children/adapter-child.ts'
import { loadRequests } from '../data/load-requests.ts'
import { compareDifferences } from '../harness/compare-differences.ts'
import type { Benchmark, Comparison } from '../harness/comparison.ts'
import { inBothStates } from '../harness/in-both-states.ts'
import { type PairedDifference, pairedDifference, pairedRatio } from '../harness/paired-difference.ts'
import type { Ledger } from '../harness/start-ledger.ts'
import { rounded } from '../harness/statistics.ts'
import { ledgerSize, takeLedger } from '../harness/take-ledger.ts'

const url = new URL('../children/adapter-child.ts', import.meta.url)
const koa: Framework = 'Koa'
const others: readonly Framework[] = ['Express', 'Fastify', 'node:http', 'Hono']

/** The peer of the goal for adapters: how Koa's share of bare compares. */
export const koaShare = 'the same share of Koa'

/** How much processor time each adapter adds to a request of its framework, paired as in `koa-added`. */
export const adapters: Benchmark = {
  id: 'adapters',
  title: 'how much processor time does each adapter add to a request of its framework?',
  work: 'for each framework, one server in one process with an application that answers `hello`, with the adapter and without, which change every 1,500 requests in random order; fifty connections of wrk, the policy of `decision` and the requests that it admits; Hono on its server for Node; in both states of the machine, as in `koa-added`; the spread is the 95 % confidence interval of the ratio; the requests of bare that it serves in the same processor time are the ratio to bare',
  async run(emit, { quick }) {
    const prefixes = quick ? 1_000 : 10_000
    const requests = loadRequests(prefixes, true)
    const take = (framework: Framework): Promise<Ledger<AdapterVariant>> =>
      takeLedger<AdapterVariant>(url, [framework, prefixes, ledgerSize(quick, 40)], requests)
    await inBothStates(emit, async (emitInState) => {
      const ofKoa = measuredOf(await take(koa))
      emitInState(besideBare(koa, ofKoa))
      for (const framework of others) {
        const own = measuredOf(await take(framework))
        emitInState(besideBare(framework, own))
        for (const comparison of besideKoa(framework, own, ofKoa)) emitInState(comparison)
      }
    })
  },
}

interface Measured {
  readonly bare: PairedDifference
  readonly guarded: PairedDifference
  readonly added: PairedDifference
  /** The requests that the guarded application serves in the processor time of one of the bare application. */
  readonly share: PairedDifference
}

function measuredOf({ bare, guarded }: Ledger<AdapterVariant>): Measured {
  const nothing = bare.map(() => 0)
  return {
    bare: pairedDifference(bare, nothing),
    guarded: pairedDifference(guarded, nothing),
    added: pairedDifference(guarded, bare),
    share: pairedRatio(bare, guarded),
  }
}

function besideBare(framework: Framework, { bare, guarded, share }: Measured): Comparison {
  return {
    benchmark: 'adapters',
    case: `${framework}, a request`,
    peer: `bare ${framework}`,
    unit: 'µs',
    ours: rounded(guarded.median),
    theirs: rounded(bare.median),
    ratio: rounded(share.median),
    spread: [rounded(share.median - share.error), rounded(share.median + share.error)],
    error: rounded(guarded.error),
    note: 'decides nothing',
  }
}

function besideKoa(framework: Framework, own: Measured, ofKoa: Measured): readonly Comparison[] {
  const { ratio, spread } = compareDifferences({
    benchmark: 'adapters',
    case: '',
    peer: '',
    unit: '',
    ours: ofKoa.share,
    theirs: own.share,
  })
  return [
    compareDifferences({
      benchmark: 'adapters',
      case: `${framework}, added to a request`,
      peer: 'added to a request of Koa',
      unit: 'µs',
      ours: own.added,
      theirs: ofKoa.added,
    }),
    {
      benchmark: 'adapters',
      case: `${framework}, share of bare`,
      peer: koaShare,
      unit: 'of bare',
      ours: rounded(own.share.median),
      theirs: rounded(ofKoa.share.median),
      ratio,
      spread,
      error: rounded(own.share.error),
    },
  ]
}
