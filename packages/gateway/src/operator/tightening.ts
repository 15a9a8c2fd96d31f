import type { Actor, OperatorResult } from './operator-result.ts'

/** The temporary rules of operators. */
export interface OperatorTightenings {
  readonly list: () => readonly Tightening[]
  /** Adds a statement that refuses more to a running policy: checked with the policy's names in scope. */
  readonly add: (request: TightenRequest, actor: Actor) => Promise<OperatorResult<Tightening>>
  readonly undo: (id: string, actor: Actor) => Promise<OperatorResult<Tightening>>
}

/** What is to be added to a policy. */
export interface TightenRequest {
  /** A `block`, `allow only` or `limit` statement. */
  readonly statement: string
  /** At least a second, at most 30 days. */
  readonly forMs: number
  readonly site?: string
}

/** A temporary rule that an operator added. */
export interface Tightening {
  readonly id: string
  readonly site: string
  readonly statement: string
  readonly sinceMs: number
  readonly untilMs: number
  readonly by: string
  /** Why it is not in force: the policy was reloaded, and the statement no longer compiles with it. */
  readonly problem?: string
}
