import type { LogLevel, Span } from '@tidegate/model'
import type { CalendarUnit } from '@tidegate/values'
import type { ConditionAst, FactRef } from './conditions.ts'
import type { Name, NumberLiteral, StringLiteral } from './leaves.ts'
import type { WindowSet } from './sets.ts'

export type RuleStatement = BlockStatement | AllowOnlyStatement | LimitStatement | ExemptStatement

export interface RuleBase {
  readonly shadow: boolean
  readonly clauses: RuleClauses
  readonly span: Span
}

export interface BlockStatement extends RuleBase {
  readonly kind: 'block'
  readonly condition: ConditionAst
}

export interface AllowOnlyStatement extends RuleBase {
  readonly kind: 'allow-only'
  readonly condition: ConditionAst
}

export interface LimitStatement extends RuleBase {
  readonly kind: 'limit'
  /** A number, or a number defined by an import (`r.rate`). */
  readonly count: NumberLiteral | Name
  readonly period: PeriodAst
  /** Empty for `in total`. */
  readonly key: readonly KeyPartAst[]
  readonly keySpan: Span
}

export interface ExemptStatement extends RuleBase {
  readonly kind: 'exempt'
  readonly condition: ConditionAst
  /** Absent for `from limits`, else the names after `from`. */
  readonly limits?: readonly StringLiteral[]
}

/** When the places of a limit become free again. */
export type PeriodAst =
  /** `per minute` or `per 15 minutes` */
  | ({ readonly kind: 'sliding' } & DurationAst)
  /** `per calendar month in Europe/Berlin` */
  | { readonly kind: 'calendar'; readonly unit: CalendarUnit; readonly zone?: Name; readonly span: Span }
  /** `at once` */
  | { readonly kind: 'at-once'; readonly span: Span }

/** `minute` or `15 minutes` */
export interface DurationAst {
  readonly amount: number
  readonly unit: DurationUnit
  readonly span: Span
}

export type DurationUnit = 'second' | 'minute' | 'hour' | 'day'

/** `10 if path in /search, 0 if path in /static/**`, or a declared fact of type `number` */
export type CostAst =
  | { readonly kind: 'cases'; readonly cases: readonly CostCaseAst[] }
  | { readonly kind: 'fact'; readonly fact: FactRef }

export interface CostCaseAst {
  readonly places: NumberLiteral
  readonly condition: ConditionAst
  readonly span: Span
}

export type KeyPartAst =
  | { readonly kind: 'ip'; readonly exact: boolean; readonly span: Span }
  | { readonly kind: 'network'; readonly v4: NumberLiteral; readonly v6: NumberLiteral; readonly span: Span }
  /** `user`, `bot`, `host`, `path`, `method`, … or a declared fact, or `header("x")`, `query("x")`, `cookie("x")` */
  | { readonly kind: 'fact'; readonly fact: FactRef; readonly span: Span }

/** The clauses of a rule, in any order, each at most once. */
export interface RuleClauses {
  readonly during?: DuringClause
  readonly when?: ConditionClause
  readonly unless?: ConditionClause
  readonly as?: { readonly name: StringLiteral; readonly span: Span }
  readonly reply?: ReplyClause
  readonly log?: { readonly level: LogLevel; readonly span: Span }
  readonly costing?: { readonly cost: CostAst; readonly span: Span }
  readonly burst?: { readonly count: NumberLiteral; readonly span: Span }
  readonly includingRefused?: { readonly span: Span }
  readonly countingReplies?: { readonly statuses: readonly NumberLiteral[]; readonly span: Span }
  /** `then block for 1 hour` */
  readonly thenBlock?: { readonly duration: DurationAst; readonly span: Span }
  readonly replaces?: { readonly name: StringLiteral; readonly span: Span }
}

/** `reply 403`, with at most one of `"text"`, `file "page.html"` and `to "URL"` */
export interface ReplyClause {
  readonly status: NumberLiteral
  readonly text?: StringLiteral
  readonly file?: StringLiteral
  readonly to?: StringLiteral
  readonly span: Span
}

export interface ConditionClause {
  readonly condition: ConditionAst
  readonly span: Span
}

/** `during peak` or a window written in place */
export interface DuringClause {
  readonly window: WindowSet
  readonly span: Span
}
