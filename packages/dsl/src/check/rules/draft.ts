import type { Condition, CostCase, Guard, KeyPart, LimitCost, LimitPeriod, RuleCommon, Span } from '@tidegate/model'
import type { StringLiteral } from '../../syntax/ast/leaves.ts'
import type { ExemptStatement, LimitStatement, RuleStatement } from '../../syntax/ast/rules.ts'
import type { Typed } from '../conditions/typed.ts'
import type { Established } from '../presence/established-by.ts'
import type { Unit } from '../unit.ts'

/** A guard of a rule before it is added to the model. */
export interface DraftGuard extends Guard {
  /** Facts that are present if the guard is true. */
  readonly establishes: Established
  /** The condition as written, for findings; absent for guards that the language adds, and for files that are included several times. */
  readonly typed?: Typed
}

interface DraftBase {
  readonly unit: Unit
  readonly statement: RuleStatement
  readonly name?: StringLiteral
  readonly shadow: boolean
  readonly guards: readonly DraftGuard[]
  readonly text: string
  readonly place: RuleCommon['place']
  readonly reply?: NonNullable<RuleCommon['reply']>
  readonly log?: NonNullable<RuleCommon['log']>
}

/** A rule whose parts are checked, but whose references to other rules are still names. */
export type Draft = BlockDraft | AllowOnlyDraft | LimitDraft | ExemptDraft

export interface BlockDraft extends DraftBase {
  readonly kind: 'block'
  readonly condition: Condition
  readonly typed: Typed
}

export interface AllowOnlyDraft extends DraftBase {
  readonly kind: 'allow-only'
  readonly condition: Condition
  readonly typed: Typed
}

/** The cost of requests; `LimitCost` with what findings need. */
export type DraftCost =
  /** The highest cost first. */
  { readonly kind: 'cases'; readonly cases: readonly DraftCostCase[] } | Extract<LimitCost, { readonly kind: 'fact' }>

export interface DraftCostCase extends CostCase {
  readonly typed: Typed
  readonly span: Span
}

export interface LimitDraft extends DraftBase {
  readonly kind: 'limit'
  readonly statement: LimitStatement
  readonly count: number
  readonly period: LimitPeriod
  readonly key: readonly KeyPart[]
  readonly cost?: DraftCost
  readonly blockMs?: number
  readonly includingRefused: boolean
  readonly countingReplies?: readonly number[]
  readonly replaces?: StringLiteral
}

export interface ExemptDraft extends DraftBase {
  readonly kind: 'exempt'
  readonly statement: ExemptStatement
  readonly condition: Condition
  readonly typed: Typed
  /** Absent for `from limits`. */
  readonly limits?: readonly StringLiteral[]
}

/** The checked guards and clauses of a rule: the common part of the four kinds of rules. */
export interface RuleFrame {
  readonly base: DraftBase
  /** Facts that are present whenever the rule is in force. */
  readonly established: Established
}

/** The costs of a limit that depend on conditions; empty for other rules. */
export function costCasesOf(draft: Draft): readonly DraftCostCase[] {
  return draft.kind === 'limit' && draft.cost?.kind === 'cases' ? draft.cost.cases : []
}
