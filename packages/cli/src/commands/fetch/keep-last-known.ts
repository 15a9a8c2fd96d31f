/** A change so large that a person should check it first. */
export type ReasonToKeep = 'shrunk' | 'grown' | undefined

/**
 * Returns the reason to keep the last known list: the new one has lost more than half of its prefixes, or has grown more than tenfold.
 * Undefined if there is none, or no earlier list (`before` 0).
 */
export function keepLastKnown(before: number, after: number): ReasonToKeep {
  if (before === 0) return undefined
  if (after * 2 < before) return 'shrunk'
  return after > before * 10 ? 'grown' : undefined
}
