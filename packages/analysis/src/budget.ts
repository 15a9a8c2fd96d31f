/** How much work an analysis may do before it has to say that it could not settle something. */
export interface Budget {
  /** Takes so many steps; false once there are no more. */
  readonly spend: (steps: number) => boolean
  /** Whether a step was asked for that was not there. */
  readonly isExhausted: () => boolean
  readonly spent: () => number
  /** How many steps there were to begin with. */
  readonly limit: number
}

/** So many steps lie between two times that a budget tells how many have been taken. */
const stepsPerReport = 500

/** A budget of so many steps; `told` hears now and then how many have been taken. */
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
