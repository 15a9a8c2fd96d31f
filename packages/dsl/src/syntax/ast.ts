import type { Source, Span } from '@tidegate/model'
import type { ConditionAst } from './ast/conditions.ts'
import type { Declaration } from './ast/declarations.ts'
import type { Comment } from './ast/leaves.ts'
import type { RuleStatement } from './ast/rules.ts'

/** The syntax tree of one source. Statements that could not be parsed are left out; each of them has a diagnostic. */
export interface Ast {
  readonly source: Source
  readonly statements: readonly Statement[]
  readonly comments: readonly Comment[]
}

export type Statement = Declaration | WhereBlock | RuleStatement

/** `where CONDITION { … }`: the same as adding the condition to each rule inside. */
export interface WhereBlock {
  readonly kind: 'where'
  readonly condition: ConditionAst
  readonly body: readonly Statement[]
  readonly span: Span
}
