import type { Ledger, Variant } from '../children/koa-added-child.ts'
import { loadRequests } from '../data/load-requests.ts'
import { beside } from '../harness/busy-neighbour.ts'
import { startChild } from '../harness/child.ts'
import type { Benchmark, Comparison } from '../harness/comparison.ts'
import { pairedDifference } from '../harness/paired-difference.ts'
import { saturate } from '../harness/saturate.ts'
import { rounded } from '../harness/statistics.ts'
import { byHandName } from '../peers/by-hand.ts'
import { carefulName } from '../peers/careful-stack.ts'
import { stackName } from '../peers/stack.ts'

const url = new URL('../children/koa-added-child.ts', import.meta.url)

export const addedByHand = `${byHandName}, with two fields`

const peers: readonly { readonly variant: Variant; readonly name: string }[] = [
  { variant: 'by hand', name: addedByHand },
  { variant: 'careful', name: carefulName },
  { variant: 'stack', name: stackName },
]

/** The stages of a request, each with everything before it. */
const stages: readonly { readonly variant: Variant; readonly name: string }[] = [
  { variant: 'facts', name: 'up to the facts' },
  { variant: 'judged', name: 'up to the rules that apply' },
  { variant: 'admitted', name: 'up to the admission' },
  { variant: 'fields', name: 'up to the texts of the fields' },
]

/** How much processor time middleware adds to a request of a Koa application, each request measured next to others within the same second. */
export const koaAdded: Benchmark = {
  id: 'koa-added',
  title: 'how much processor time does it add to a request of Koa?',
  work: 'one Koa application in one process; which middleware runs changes every 1,500 requests, in random order, and its time is compared with that of the application alone in the same round; fifty connections of wrk, the policy of `decision` and the requests that it admits; with the second core otherwise idle (a halted virtual core leaves cold caches) and beside a thread that keeps it busy; the spread is the 95 % confidence interval of the ratio',
  async run(emit, { quick }) {
    for (const state of ['second core idle', 'second core busy'] as const) {
      const measure = (): Promise<Ledger> => takeLedger(quick)
      const ledger = state === 'second core idle' ? await measure() : await beside(measure)
      for (const comparison of compareAdded(ledger, state)) emit(comparison)
    }
  },
}

async function takeLedger(quick: boolean): Promise<Ledger> {
  const prefixes = quick ? 1_000 : 10_000
  const requests = loadRequests(prefixes, true)
  const child = startChild(url)
  try {
    const port = await child.call<number>('listen', prefixes, quick ? 5 : 60, quick ? 50 : 1_500)
    let done = false
    const ledger = child.call<Ledger>('ledger').finally(() => {
      done = true
    })
    while (!done) await saturate(port, requests, 1)
    return await ledger
  } finally {
    await child.end()
  }
}

function compareAdded(ledger: Ledger, state: string): readonly Comparison[] {
  const { bare } = ledger
  const ours = pairedDifference(ledger.tidegate, bare)
  const added = peers.map(({ variant, name }): Comparison => {
    const theirs = pairedDifference(ledger[variant], bare)
    const ratio = theirs.median / ours.median
    // The relative errors of both differences, as if they were independent.
    const error = ratio * Math.hypot(ours.error / ours.median, theirs.error / theirs.median)
    return {
      benchmark: 'koa-added',
      case: `added to a request, ${state}`,
      peer: name,
      ours: rounded(ours.median),
      theirs: rounded(theirs.median),
      unit: 'µs',
      ratio: rounded(ratio),
      spread: [rounded(ratio - error), rounded(ratio + error)],
    }
  })
  const own = stages.map(({ variant, name }): Comparison => {
    const stage = pairedDifference(ledger[variant], bare)
    const share = ours.median / stage.median
    const error = share * Math.hypot(ours.error / ours.median, stage.error / stage.median)
    return {
      benchmark: 'koa-added',
      case: `stages, ${state}`,
      peer: `its own work ${name}`,
      ours: rounded(ours.median),
      theirs: rounded(stage.median),
      unit: 'µs',
      ratio: rounded(1 / share),
      spread: [rounded(1 / (share + error)), rounded(1 / Math.max(share - error, 1e-9))],
      note: 'a part of the same work',
    }
  })
  return [...added, ...own]
}
