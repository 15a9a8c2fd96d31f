import type { Syntax } from '@tidegate/dsl'
import { type Analysis, unitOf } from './analyse.ts'

/** A statement, and how many `where` blocks are around it. */
export interface NestedStatement {
  readonly statement: Syntax.Statement
  readonly depth: number
}

/** Returns the statements of a file in the order of the text, a block before those inside it. */
export function statementsIn(analysis: Analysis, file: string): readonly NestedStatement[] {
  const found: NestedStatement[] = []
  const visit = (statements: readonly Syntax.Statement[], depth: number): void => {
    for (const statement of statements) {
      if (statement.span.file !== file) continue
      found.push({ statement, depth })
      if (statement.kind === 'where') visit(statement.body, depth + 1)
    }
  }
  visit(unitOf(analysis, file)?.ast.statements ?? [], 0)
  return found
}
