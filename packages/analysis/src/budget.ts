/** A limit on the work that an analysis may do before it has to answer that something is not settled. */
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
