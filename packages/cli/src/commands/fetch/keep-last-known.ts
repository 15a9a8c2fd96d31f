/** A change so large that a person should check it first. */
export type ReasonToKeep = 'shrunk' | 'grown' | undefined

/**
 * Returns the reason to keep the last known list: the new list has less than half as many prefixes, or more than ten times as many.
 * Undefined if neither is true, and if there is no earlier list (`before` is 0).
 */
export function keepLastKnown(before: number, after: number): ReasonToKeep {
  if (before === 0) return undefined
  if (after * 2 < before) return 'shrunk'
  return after > before * 10 ? 'grown' : undefined
}
