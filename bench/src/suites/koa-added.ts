import type { Variant } from '../children/koa-added-child.ts'
import { loadRequests } from '../data/load-requests.ts'
import { compareDifferences } from '../harness/compare-differences.ts'
import type { Benchmark, Comparison } from '../harness/comparison.ts'
import { inBothStates } from '../harness/in-both-states.ts'
import { pairedDifference } from '../harness/paired-difference.ts'
import type { Ledger } from '../harness/start-ledger.ts'
import { ledgerSize, takeLedger } from '../harness/take-ledger.ts'
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
  work: 'one Koa application in one process; which middleware runs changes every 1,500 requests, in random order, and its time is compared with that of the application alone in the same round; fifty connections of wrk, the policy of `decision` and the requests that it admits; with the second core otherwise idle (a halted virtual core leaves cold caches) and with a thread that keeps it busy; the spread is the 95 % confidence interval of the ratio',
  async run(emit, { quick }) {
    const prefixes = quick ? 1_000 : 10_000
    const requests = loadRequests(prefixes, true)
    await inBothStates(emit, async (emitInState) => {
      const ledger = await takeLedger<Variant>(url, [prefixes, ledgerSize(quick)], requests)
      for (const comparison of compareAdded(ledger)) emitInState(comparison)
    })
  },
}

function compareAdded(ledger: Ledger<Variant>): readonly Comparison[] {
  const ours = pairedDifference(ledger.tidegate, ledger.bare)
  const common = { benchmark: 'koa-added', unit: 'µs', ours } as const
  const added = peers.map(({ variant, name }) => {
    const theirs = pairedDifference(ledger[variant], ledger.bare)
    return compareDifferences({ ...common, case: 'added to a request', peer: name, theirs })
  })
  const own = stages.map(({ variant, name }) => {
    const theirs = pairedDifference(ledger[variant], ledger.bare)
    const peer = `its own work ${name}`
    return compareDifferences({ ...common, case: 'stages', peer, theirs, note: 'a part of the same work' })
  })
  return [...added, ...own]
}
