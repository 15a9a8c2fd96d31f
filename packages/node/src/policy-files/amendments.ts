import type { ReloadReport } from '@tidegate/engine'
import type { Source } from '@tidegate/model'
import type { Addition, AdditionFault, AmendReport } from './additions.ts'

/** What is added to the policy of a gate. */
export interface Amendments {
  /** The statements that a reload adds. */
  readonly wanted: () => readonly Source[]
  /** Takes why a reload left some of them out. */
  readonly loaded: (faults: ReadonlyMap<string, AdditionFault>) => void
  readonly amend: (additions: readonly Source[]) => Promise<AmendReport>
  readonly list: () => readonly Addition[]
}

/** Creates the amendments of a gate, at first these. `reload` compiles the policy with what is wanted then. */
export function createAmendments(reload: () => Promise<ReloadReport>, first: readonly Source[] = []): Amendments {
  let additions = first
  let faults: ReadonlyMap<string, AdditionFault> = new Map()
  /** WHY one after another: each depends on what the one before it added. */
  let amending: Promise<unknown> = Promise.resolve()

  async function amendNow(next: readonly Source[]): Promise<AmendReport> {
    const before = additions
    additions = next
    const report = await reload()
    if (report.outcome === 'refused') {
      additions = before
      return { kind: 'refused', message: report.message ?? 'the policy cannot be compiled' }
    }
    const faulty = next.find(({ file }) => faults.has(file) && !before.some((known) => known.file === file))
    if (faulty === undefined) return { kind: 'amended', report }
    // WHY without another reload: what has errors was left out, so the policy is as before.
    additions = before
    return { kind: 'fault', file: faulty.file, fault: faults.get(faulty.file)! }
  }

  return {
    wanted: () => additions,
    loaded: (found) => {
      faults = found
    },
    amend: (next) => {
      const amended = amending.then(() => amendNow(next))
      amending = amended.catch(() => {})
      return amended
    },
    list: () =>
      additions.map((source) => {
        const fault = faults.get(source.file)
        return fault === undefined ? source : { ...source, fault }
      }),
  }
}
