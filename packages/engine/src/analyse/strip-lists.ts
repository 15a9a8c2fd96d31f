import type { EffectEntry, EffectList } from './effect-list.ts'
import { type StatusOf, truthOf } from './proposition.ts'

/** What is left of two lists once what they have in common has been taken off. */
export interface StrippedLists {
  readonly a: EffectList
  readonly b: EffectList
}

/**
 * The lists in a place, without what cannot make a difference there: lines that do not hold, what stands behind lines that hold, and what
 * both lists begin with: where that holds, both give the same. Undefined when nothing is left that could differ. `isOwn` tells
 * lines that stand in one of the lists only: those are looked at first.
 */
export function stripLists(
  a: EffectList,
  b: EffectList,
  isOwn: (entry: EffectEntry) => boolean,
  status: StatusOf,
): StrippedLists | undefined {
  let restA = narrowed(a, isOwn, status)
  let restB = narrowed(b, isOwn, status)
  for (;;) {
    const runA = firstRun(restA)
    const runB = firstRun(restB)
    if (runA.effect !== runB.effect) break
    if (runA.isCertain && runB.isCertain) return undefined
    const keysA = new Set(runA.entries.map(({ key }) => key))
    const keysB = new Set(runB.entries.map(({ key }) => key))
    const leftA = runA.entries.filter(({ key }) => !keysB.has(key))
    const leftB = runB.entries.filter(({ key }) => !keysA.has(key))
    restA = { ...restA, entries: [...leftA, ...restA.entries.slice(runA.entries.length)] }
    restB = { ...restB, entries: [...leftB, ...restB.entries.slice(runB.entries.length)] }
    if (leftA.length > 0 || leftB.length > 0 || runA.isCertain || runB.isCertain) break
  }
  const every = (): boolean => true
  return { a: narrowed(restA, every, status), b: narrowed(restB, every, status) }
}

interface Run {
  readonly effect: string
  readonly entries: readonly EffectEntry[]
  /** Where none of the lines holds, the effect is the same. */
  readonly isCertain: boolean
}

/** The lines of one and the same effect with which a list begins. */
function firstRun({ entries, otherwise }: EffectList): Run {
  const effect = entries[0]?.effect ?? otherwise
  const end = entries.findIndex((entry) => entry.effect !== effect)
  const run = end < 0 ? entries : entries.slice(0, end)
  return { effect, entries: run, isCertain: end < 0 && otherwise === effect }
}

function narrowed(list: EffectList, isAsked: (entry: EffectEntry) => boolean, status: StatusOf): EffectList {
  const entries: EffectEntry[] = []
  for (const entry of list.entries) {
    const truth = isAsked(entry) ? truthOf(entry.said, status) : undefined
    if (truth === true) return { entries, otherwise: entry.effect }
    if (truth === undefined) entries.push(entry)
  }
  return entries.length === list.entries.length ? list : { entries, otherwise: list.otherwise }
}
