import type { Proposition } from '../logic/proposition.ts'

/** One line of a list of what decides: where the proposition holds, the effect is this, unless an earlier line holds. */
export interface EffectEntry {
  readonly condition: Proposition
  /** The same for the same proposition. */
  readonly key: string
  /** The same for the same effect. */
  readonly effect: string
  /** The rule that it comes from, for words. */
  readonly rule?: number
  /** A part of the proposition that words leave out at first, and what stands behind it. */
  readonly exception?: ConditionWithException
}

/** A proposition as `where` and `unless`: rules on bots that spare /robots.txt are told as rules, with that exception. */
export interface ConditionWithException {
  readonly where: Proposition
  readonly unless: Proposition
}

/** What decides, first come first; behind the last entry, `otherwise`. */
export interface EffectList {
  readonly entries: readonly EffectEntry[]
  readonly otherwise: string
}

/** A list of what can decide: what never holds is left out, and so is what says the same as an earlier line. */
export function effectList(entries: readonly EffectEntry[], otherwise: string): EffectList {
  const kept = new Map<string, EffectEntry>()
  for (const entry of entries) {
    const isNever = entry.condition.kind === 'constant' && !entry.condition.value
    if (!isNever && !kept.has(lineKey(entry))) kept.set(lineKey(entry), entry)
  }
  return { entries: [...kept.values()], otherwise }
}

/** The same text for lines that say the same with the same effect. */
export function lineKey({ key, effect }: EffectEntry): string {
  return `${effect} ${key}`
}

/** Whether two lists hold the same lines in the same order. */
export function isSameList(a: EffectList, b: EffectList): boolean {
  if (a.otherwise !== b.otherwise || a.entries.length !== b.entries.length) return false
  return a.entries.every(({ key, effect }, index) => {
    const other = b.entries[index]!
    return other.key === key && other.effect === effect
  })
}
