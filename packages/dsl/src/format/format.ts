import type { Diagnostic, Source } from '@tidegate/model'
import type { Ast } from '../syntax/ast.ts'
import { parse } from '../syntax/parse.ts'
import { layOutBlock } from './lay-out-block.ts'

/** The result of formatting a text. */
export interface Formatted {
  /** Absent if the text has syntax errors: what cannot be parsed is not rewritten. */
  readonly text?: string
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Returns a syntax tree in the canonical layout, including its comments. The tree must come from a text without syntax
 * errors. Parsing the result gives the same tree except for positions, and formatting it again gives the same text. The
 * result ends in a line break, unless it is empty.
 *
 * The layout: statements of a block are indented by two spaces; rules have their clauses in one order, guards after one
 * space and other clauses after two; rules longer than a hundred columns are broken, one clause per line; entries of a long
 * set fill lines. Neighbouring declarations align their names and `=`. Consecutive empty lines are reduced to one.
 */
export function format(ast: Ast): string {
  const { text } = ast.source
  const lines = layOutBlock({ text, statements: ast.statements, comments: ast.comments, indent: '' })
  return lines.map((line) => `${line}\n`).join('')
}

/** Returns a text in the canonical layout, or its syntax errors. */
export function formatText(source: Source): Formatted {
  const { ast, diagnostics } = parse(source)
  return diagnostics.length > 0 ? { diagnostics } : { text: format(ast), diagnostics }
}
