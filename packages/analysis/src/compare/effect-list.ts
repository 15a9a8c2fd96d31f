import type { Proposition } from '../logic/proposition.ts'

/** One line of an effect list: where the condition is true, the request has this effect, unless an earlier line applies. */
export interface EffectEntry {
  readonly condition: Proposition
  /** A key that is equal for equal conditions. */
  readonly key: string
  /** A key that is equal for equal effects. */
  readonly effect: string
  /** Index of the rule that the line comes from, for reports. */
  readonly rule?: number
  /** The condition split into a main part and an exception that reports name separately. */
  readonly exception?: ConditionWithException
}

/** A condition as `where` without `unless`: rules on bots never apply to /robots.txt, which reports show as an exception. */
export interface ConditionWithException {
  readonly where: Proposition
  readonly unless: Proposition
}

/** Lines of which the first one that applies decides; `otherwise` is the effect if none does. */
export interface EffectList {
  readonly entries: readonly EffectEntry[]
  readonly otherwise: string
}

/** Creates a list without lines that can never decide: those that are always false, and repetitions of an earlier line. */
export function effectList(entries: readonly EffectEntry[], otherwise: string): EffectList {
  const kept = new Map<string, EffectEntry>()
  for (const entry of entries) {
    const isNever = entry.condition.kind === 'constant' && !entry.condition.value
    if (!isNever && !kept.has(lineKey(entry))) kept.set(lineKey(entry), entry)
  }
  return { entries: [...kept.values()], otherwise }
}

/** A key that is equal for lines with equal conditions and effects. */
export function lineKey({ key, effect }: EffectEntry): string {
  return `${effect} ${key}`
}

/** Whether two lists contain the same lines in the same order. */
export function isSameList(a: EffectList, b: EffectList): boolean {
  if (a.otherwise !== b.otherwise || a.entries.length !== b.entries.length) return false
  return a.entries.every(({ key, effect }, index) => {
    const other = b.entries[index]!
    return other.key === key && other.effect === effect
  })
}
