import type { Diagnostic, Source } from '@tidegate/model'
import type { Ast } from '../syntax/ast.ts'
import { parse } from '../syntax/parse.ts'
import { layOutBlock } from './lay-out-block.ts'

/** What formatting a text gives. */
export interface Formatted {
  /** Absent when the text has syntax errors: what cannot be read is not rewritten. */
  readonly text?: string
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * A syntax tree in the one canonical layout, its comments kept; the tree of a text without syntax errors. Reading the
 * result gives the same tree up to places, and formatting it again gives the same text. Ends in a line break, unless empty.
 *
 * The layout: statements of a block are indented by two spaces; rules have their clauses in one order, guards behind one
 * space and other clauses behind two; what is longer than a hundred columns is broken, a clause a line; entries of a long
 * set fill lines. Neighbouring declarations align their names and `=`. Of empty lines, one stays.
 */
export function format(ast: Ast): string {
  const { text } = ast.source
  const lines = layOutBlock({ text, statements: ast.statements, comments: ast.comments, indent: '' })
  return lines.map((line) => `${line}\n`).join('')
}

/** A text in the canonical layout, or what is wrong with it. */
export function formatText(source: Source): Formatted {
  const { ast, diagnostics } = parse(source)
  return diagnostics.length > 0 ? { diagnostics } : { text: format(ast), diagnostics }
}
