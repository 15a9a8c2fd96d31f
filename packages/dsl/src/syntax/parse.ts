import type { Diagnostic, Source, Span } from '@tidegate/model'
import type { Ast } from './ast.ts'
import { balanceBrackets } from './balance-brackets.ts'
import { explainError } from './explain-error.ts'
import { sharedGrammar } from './grammar/shared-grammar.ts'
import { lex } from './lex.ts'
import { fixCommonErrors } from './common-errors/fix-common-errors.ts'
import { markClauses } from './mark-clauses.ts'
import { createReporter } from './reporter.ts'
import { deepestNesting, defaultSyntaxLimits, type SyntaxLimits } from './syntax-limits.ts'

/** A syntax tree, and the diagnostics of the text that it was parsed from, in the order of the text. */
export interface Parsed {
  readonly ast: Ast
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Returns the syntax tree of a text. Total: it returns for every text, and a text without diagnostics is well formed. Several
 * errors are found in one run; statements that could not be parsed are missing from the tree, and those that could be fixed
 * are in the tree as fixed. Time is linear in the length of well-formed text.
 */
export function parse(source: Source, limits: SyntaxLimits = defaultSyntaxLimits): Parsed {
  const reporter = createReporter(source, limits.maxDiagnostics)
  const empty: Ast = { source, statements: [], comments: [] }
  if (source.text.length > limits.maxLength) {
    const message = `expected at most ${limits.maxLength} characters, found ${source.text.length}`
    reporter.report('TG350', reporter.span(0, 0), message, { help: 'move long lists into list files' })
    return { ast: empty, diagnostics: reporter.diagnostics }
  }
  const { tokens, comments, gaps } = lex(reporter)
  const balanced = balanceBrackets(tokens, Math.min(limits.maxNesting, deepestNesting), reporter)
  if (balanced === undefined) return { ast: { ...empty, comments }, diagnostics: inOrder(reporter.diagnostics, limits) }
  const { statements, errors, skipped } = sharedGrammar().recognise(
    markClauses(fixCommonErrors(balanced, reporter)),
    reporter,
  )
  for (const error of errors) explainError(error, reporter, gaps)
  const diagnostics = withoutEchoes(reporter.diagnostics, skipped, gaps, source.text)
  return { ast: { source, statements, comments }, diagnostics: inOrder(diagnostics, limits) }
}

/**
 * Removes diagnostics that repeat another one: an unexpected token where the same position has a more specific diagnostic or
 * where characters before it were dropped, and everything inside skipped words that do not form a statement.
 */
function withoutEchoes(
  diagnostics: readonly Diagnostic[],
  skipped: readonly Span[],
  gaps: readonly number[],
  text: string,
): readonly Diagnostic[] {
  const isUnexpected = ({ code }: Diagnostic): boolean => code === 'TG110' || code === 'TG111'
  const explained = new Set(diagnostics.filter((diagnostic) => !isUnexpected(diagnostic)).map(({ span }) => span.start))
  return diagnostics.filter(({ span, ...diagnostic }) => {
    if (skipped.some(({ start, end }) => span.start > start && span.start < end)) return false
    if (!isUnexpected({ span, ...diagnostic })) return true
    const gap = gaps.findLast((offset) => offset < span.start)
    return !explained.has(span.start) && (gap === undefined || /[\w")}]/u.test(text.slice(gap, span.start)))
  })
}

/** Sorts diagnostics in the order of the text; beyond the limit, one diagnostic reports that there are more. */
function inOrder(diagnostics: readonly Diagnostic[], { maxDiagnostics }: SyntaxLimits): readonly Diagnostic[] {
  const sorted = diagnostics.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)
  const cut = sorted[maxDiagnostics]
  if (cut === undefined) return sorted
  const { span, place, severity } = cut
  const message = `too many errors: only the first ${maxDiagnostics} are reported`
  return [...sorted.slice(0, maxDiagnostics), { code: 'TG124', severity, span, place, message }]
}
