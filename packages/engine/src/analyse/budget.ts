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

/** A budget of so many steps. */
export function createBudget(limit: number): Budget {
  let spent = 0
  let exhausted = false
  return {
    spend(steps) {
      if (spent + steps > limit) exhausted = true
      else spent += steps
      return !exhausted
    },
    isExhausted: () => exhausted,
    spent: () => spent,
    limit,
  }
}
