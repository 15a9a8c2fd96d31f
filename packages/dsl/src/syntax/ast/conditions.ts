import type { Span } from '@tidegate/model'
import type { Name, StringLiteral } from './leaves.ts'
import type { WindowEntry } from './sets.ts'

/** The fact that a test examines: a built-in or declared fact by name, or one of the three facts that take an argument. */
export interface FactRef {
  /** `ip`, `peer`, `method`, `host`, `path`, `target`, `agent`, `bot`, `user`, `now`, `header`, `query`, `cookie`, or a declared fact. */
  readonly name: Name
  /** The argument of `header("x")`, `query("x")`, `cookie("x")`. */
  readonly argument?: StringLiteral
  readonly span: Span
}

export type ConditionAst =
  | { readonly kind: 'and'; readonly all: readonly ConditionAst[]; readonly span: Span }
  | { readonly kind: 'or'; readonly any: readonly ConditionAst[]; readonly span: Span }
  | { readonly kind: 'not'; readonly condition: ConditionAst; readonly span: Span }
  | { readonly kind: 'anyone'; readonly span: Span }
  | TestAst

/** One test of one fact. The checker decides which sets and operators are valid for which fact. */
export type TestAst =
  /** `ip in …`, `path not in …`, `bot in …`, `user.role in …`, `now in …` */
  | {
      readonly kind: 'in'
      readonly fact: FactRef
      readonly negated: boolean
      readonly set: TestSet
      readonly span: Span
    }
  | {
      readonly kind: 'compare'
      readonly fact: FactRef
      readonly operator: '==' | '!=' | '<' | '<=' | '>' | '>='
      readonly value: Operand
      readonly span: Span
    }
  | {
      readonly kind: 'match'
      readonly fact: FactRef
      readonly operator: 'contains' | 'starts-with' | 'ends-with'
      readonly value: StringLiteral
      readonly span: Span
    }
  | {
      readonly kind: 'is'
      readonly fact: FactRef
      readonly state: 'present' | 'absent' | 'empty' | 'not-empty' | 'oversized'
      readonly span: Span
    }
  /** `bot impersonates google` */
  | { readonly kind: 'impersonates'; readonly fact: FactRef; readonly bots: Name; readonly span: Span }
  /** A bare flag. */
  | { readonly kind: 'flag'; readonly fact: FactRef; readonly span: Span }

/** The right side of `in`, before types are known: the entries as written. `except` is not allowed here. */
export interface TestSet {
  readonly entries: readonly TestSetEntry[]
  /** The time zone of windows written in place (`now in 04:00-17:00 UTC`); absent otherwise. */
  readonly zone?: Name
  readonly span: Span
}

export type TestSetEntry =
  | { readonly kind: 'name'; readonly name: Name; readonly span: Span }
  | { readonly kind: 'address'; readonly text: string; readonly span: Span }
  | { readonly kind: 'range'; readonly first: Name; readonly last: Name; readonly span: Span }
  | { readonly kind: 'pattern'; readonly text: string; readonly span: Span }
  | { readonly kind: 'text'; readonly text: string; readonly span: Span }
  | { readonly kind: 'number'; readonly value: number; readonly span: Span }
  | (WindowEntry & { readonly kind: 'span' })

export type Operand =
  | { readonly kind: 'text'; readonly text: string; readonly span: Span }
  | { readonly kind: 'number'; readonly value: number; readonly span: Span }
  | { readonly kind: 'fact'; readonly fact: FactRef; readonly span: Span }
