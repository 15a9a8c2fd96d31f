import type { Ast } from './ast.ts'
import { parse, type Parsed } from './parse.ts'
import type { Source } from '@tidegate/model'
import type { SyntaxLimits } from './syntax-limits.ts'

/**
 * The number of statements before the change that are parsed again: whether and where a statement ends depends on the words after it, at most a few, and
 * two statements have enough of them.
 */
const margin = 2

/**
 * Returns the same as `parse`, given what it returned for an earlier text of the file: statements before the first difference are taken from there.
 * Time is linear in the text after it, except for finding it. After an error before the difference, everything is parsed.
 */
export function parseAgain(source: Source, before: Parsed, limits: SyntaxLimits): Parsed {
  const { ast, diagnostics } = before
  if (source.file !== ast.source.file || source.originalLines !== ast.source.originalLines) return parse(source, limits)
  if (source.text === ast.source.text) return before
  const same = commonPrefix(source.text, ast.source.text)
  const changed = ast.statements.findIndex(({ span }) => span.end >= same)
  const first = (changed < 0 ? ast.statements.length : changed) - margin
  const cut = ast.statements[first]?.span.start ?? 0
  const isSound =
    first > 0 && source.text.length <= limits.maxLength && diagnostics.every(({ span }) => span.start > cut)
  if (!isSound) return parse(source, limits)
  // Blanks keep offsets and lines; the lexer skips them at once.
  const blanks = source.text.slice(0, cut).replaceAll(/[^\r\n]+/gu, (line) => ' '.repeat(line.length))
  const parsed = parse({ ...source, text: blanks + source.text.slice(cut) }, limits)
  return {
    ast: {
      source,
      statements: [...ast.statements.slice(0, first), ...parsed.ast.statements],
      comments: [...commentsBefore(ast, cut), ...parsed.ast.comments],
    },
    diagnostics: parsed.diagnostics,
  }
}

function commentsBefore({ comments }: Ast, cut: number): Ast['comments'] {
  return comments.filter(({ span }) => span.end <= cut)
}

/** The number of equal characters at the beginning of two texts. */
function commonPrefix(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  let at = 0
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++
  return at
}
