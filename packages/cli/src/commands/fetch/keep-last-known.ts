/** A change so large that somebody should look at it first. */
export type Doubt = 'shrunk' | 'grown' | undefined

/** Whether a list lost more than half of its prefixes, or grew more than tenfold. `before` 0: there was none. */
export function doubtOf(before: number, after: number): Doubt {
  if (before === 0) return undefined
  if (after * 2 < before) return 'shrunk'
  return after > before * 10 ? 'grown' : undefined
}
