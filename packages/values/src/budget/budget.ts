/**
 * A limit on the work that a search may do before it has to answer that something is not settled. It counts steps, not time, so that a
 * result is the same on every machine. A step took up to 0.2 microseconds when measured with the largest policies.
 */
export interface Budget {
  /** Takes this number of steps; returns false once the budget is exhausted. */
  readonly spend: (steps: number) => boolean
  /** Whether more steps were requested than the budget had. */
  readonly isExhausted: () => boolean
  readonly spent: () => number
  /** The number of steps at the start. */
  readonly limit: number
}

/** Number of steps between two calls of `onProgress`. */
const stepsPerReport = 500

/** Creates a budget of `limit` steps. `onProgress` is called periodically with the number of steps taken. */
export function createBudget(limit: number, onProgress?: (spent: number) => void): Budget {
  let spent = 0
  let exhausted = false
  let nextReport = stepsPerReport
  return {
    spend(steps) {
      if (spent + steps > limit) exhausted = true
      else spent += steps
      if (onProgress !== undefined && spent >= nextReport) {
        nextReport = spent + stepsPerReport
        onProgress(spent)
      }
      return !exhausted
    },
    isExhausted: () => exhausted,
    spent: () => spent,
    limit,
  }
}

/**
 * Returns a budget for one part of the work, of at most `limit` steps, which are taken from `whole` as well. It is exhausted when either of
 * them is; the part does not exhaust the whole.
 */
export function partOfBudget(whole: Budget, limit: number): Budget {
  const own = Math.max(0, Math.min(limit, whole.limit - whole.spent()))
  let spent = 0
  let exhausted = false
  return {
    spend(steps) {
      // INVARIANT: no more is requested from the whole than it has left, so that other parts can use what this one could not.
      if (exhausted || whole.isExhausted() || spent + steps > own || steps > whole.limit - whole.spent())
        exhausted = true
      else {
        spent += steps
        whole.spend(steps)
      }
      return !exhausted
    },
    isExhausted: () => exhausted,
    spent: () => spent,
    limit: own,
  }
}
