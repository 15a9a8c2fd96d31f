import type { AppliedLimit } from '@tidegate/model'
import { keyPartsOf, type KeyText, keyTextsOf } from '../decide/key-texts.ts'
import type { LimitStanding, RuleRef } from '../decision.ts'
import type { Decided } from '../decide/decide.ts'
import type { Reading } from '../counters/store.ts'
import type { Plan } from '../plan/plan.ts'
import type { Runtime } from './runtime.ts'

/** A subject that a limit refused, or that had less than a fifth of a limit left. */
export interface EdgeSubject {
  readonly limit: LimitStanding
  readonly key: readonly KeyText[]
  /** Wall-clock time of the request after which the limit was in this state. */
  readonly atMs: number
}

/** The newest subjects close to a limit. */
export interface EdgeSubjects {
  readonly note: (runtime: Runtime, decided: Decided, wallMs: () => number) => void
  /** Forgets a subject of a limit, whose counter an operator has made blank. */
  readonly forget: (limit: RuleRef, key: readonly KeyText[]) => void
  /** Newest first. */
  readonly newest: () => readonly EdgeSubject[]
}

/** Number of subjects that are remembered. */
const capacity = 1_000

/**
 * Creates an empty directory of at most 1,000 subjects with readable keys: stores keep only digests of them. Requests that are not close to a limit cost
 * a comparison for each limit.
 */
export function createEdgeSubjects(): EdgeSubjects {
  const subjects = new Map<string, EdgeSubject>()
  const parts = new WeakMap<Plan, Map<number, readonly string[]>>()

  function partsOf(plan: Plan, rule: number): readonly string[] {
    const known = parts.get(plan) ?? new Map<number, readonly string[]>()
    parts.set(plan, known)
    const limit = plan.model.rules[rule]!
    const own = known.get(rule) ?? (limit.kind === 'limit' ? keyPartsOf(plan.model, limit) : [])
    known.set(rule, own)
    return own
  }

  function add({ plan, decisions }: Runtime, applied: AppliedLimit, reading: Reading, atMs: number): void {
    const limit = decisions.standingOf(applied, reading, atMs)
    const texts = keyTextsOf(partsOf(plan, applied.rule), applied.key)
    const name = nameOf(limit.rule, texts)
    // WHY deleted first: the newest entries are the last ones, and the oldest is the first to go.
    subjects.delete(name)
    if (subjects.size >= capacity) {
      const [oldest] = subjects.keys()
      if (oldest !== undefined) subjects.delete(oldest)
    }
    subjects.set(name, { limit, key: texts, atMs })
  }

  return {
    note: (runtime, { judged: { limits }, consumed }, wallMs) => {
      if (consumed === undefined) return
      for (let i = 0; i < limits.length; i++) {
        const applied = limits[i]!
        const { rule } = applied
        const reading = consumed.readings[i]!
        const isFar = reading.admitted && reading.remaining >= runtime.near[rule]!
        if (isFar || runtime.plan.model.rules[rule]!.shadow) continue
        add(runtime, applied, reading, wallMs())
      }
    },
    forget: (limit, key) => void subjects.delete(nameOf(limit, key)),
    newest: () => [...subjects.values()].toReversed(),
  }
}

function nameOf({ id }: RuleRef, key: readonly KeyText[]): string {
  return JSON.stringify([id, key.map(({ value }) => value)])
}
