import type { Span } from '@tidegate/model'
import type { Ast, Statement } from '../syntax/ast.ts'
import type { ConditionAst } from '../syntax/ast/conditions.ts'
import type { Declaration } from '../syntax/ast/declarations.ts'
import type { RuleStatement } from '../syntax/ast/rules.ts'

/** One source of a policy with its inclusions. A source that is included twice is one unit. */
export interface Unit {
  /** Canonical name. */
  readonly file: string
  readonly role: 'root' | 'include' | 'import'
  readonly ast: Ast
  /** Files that this one includes or imports, in the order of the text. */
  readonly inclusions: readonly Inclusion[]
}

/** An `include`, or an `import` whose rules are in force. */
export interface Inclusion {
  readonly unit: Unit
  /** The `where` conditions around the statement, outermost first. */
  readonly wheres: readonly ConditionAst[]
  readonly span: Span
}

/** A statement other than a `where` block, with the `where` conditions around it, outermost first. */
export interface PlacedStatement {
  readonly statement: Declaration | RuleStatement
  readonly wheres: readonly ConditionAst[]
}

/** Returns the statements of a source with blocks flattened, in the order of the text. */
export function placedStatements(statements: readonly Statement[]): readonly PlacedStatement[] {
  const placed: PlacedStatement[] = []
  place(statements, [], placed)
  return placed
}

function place(statements: readonly Statement[], wheres: readonly ConditionAst[], placed: PlacedStatement[]): void {
  for (const statement of statements) {
    if (statement.kind === 'where') place(statement.body, [...wheres, statement.condition], placed)
    else placed.push({ statement, wheres })
  }
}

/** Yields the conditions of each empty `where` block of a source: those around it and its own, outermost first. */
export function* emptyBlocks(
  statements: readonly Statement[],
  wheres: readonly ConditionAst[] = [],
): Generator<readonly ConditionAst[]> {
  for (const statement of statements) {
    if (statement.kind !== 'where') continue
    const inside = [...wheres, statement.condition]
    if (statement.body.length === 0) yield inside
    yield* emptyBlocks(statement.body, inside)
  }
}

/** Returns all units reachable from a root, each before those that it includes. */
export function unitsFrom(root: Unit): readonly Unit[] {
  const seen = new Set<Unit>()
  const finished: Unit[] = []
  function visit(unit: Unit): void {
    if (seen.has(unit)) return
    seen.add(unit)
    for (const inclusion of unit.inclusions) visit(inclusion.unit)
    finished.push(unit)
  }
  visit(root)
  return finished.toReversed()
}
