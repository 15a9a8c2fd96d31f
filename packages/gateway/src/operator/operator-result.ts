import type { Diagnostic } from '@tidegate/model'

/** Who makes a change. */
export interface Actor {
  /** Name of the token, or `local` for a program of this machine without one. */
  readonly name: string
  /** Address of the peer; absent on a Unix socket. */
  readonly peer?: string
  /** How the change was made; default `api`. `time`: the end of a tightening. */
  readonly via?: 'command' | 'page' | 'api' | 'time'
}

/** The result of what an operator asked for. */
export type OperatorResult<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'problem'; readonly problem: OperatorProblem }

/** Kinds of problems, for programs. */
export type ProblemCode =
  | 'unknown-site'
  | 'several-sites'
  | 'unknown-limit'
  | 'not-counted'
  | 'invalid'
  | 'loosens'
  | 'policy'
  | 'full'
  | 'not-found'
  | 'not-allowed'
  | 'store'

/** Why something could not be done: nothing was changed. */
export interface OperatorProblem {
  readonly code: ProblemCode
  readonly message: string
  /** What to do. */
  readonly help?: string
  /** The errors in a statement, with their places in it. */
  readonly diagnostics?: readonly Diagnostic[]
  /** These errors as text, with excerpts of the statement. */
  readonly text?: string
}
