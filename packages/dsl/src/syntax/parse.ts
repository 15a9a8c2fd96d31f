import type { Diagnostic, Source, Span } from '@tidegate/model'
import type { Ast } from './ast.ts'
import { balanceBrackets } from './balance-brackets.ts'
import { explainError } from './explain-error.ts'
import { PolicyGrammar } from './grammar/policy-grammar.ts'
import { lex } from './lex.ts'
import { fixCommonErrors } from './common-errors/fix-common-errors.ts'
import { createReporter } from './reporter.ts'
import { deepestNesting, defaultSyntaxLimits, type SyntaxLimits } from './syntax-limits.ts'

/** A syntax tree, and what is wrong with the text that it was made of, in the order of the text. */
export interface Parsed {
  readonly ast: Ast
  readonly diagnostics: readonly Diagnostic[]
}

// WHY: the parser takes tens of milliseconds to build and is reset by each text, so one is made on first use and kept.
let grammar: PolicyGrammar | undefined

/**
 * The syntax tree of a text. Total: whatever the text, it returns, and a text without diagnostics is well formed. Several
 * mistakes are found in one run; statements that could not be read are missing from the tree, those that could be mended
 * stand in it as mended. Time is linear in the length of well-formed text.
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
  grammar ??= new PolicyGrammar({ validate: false })
  const { statements, errors, skipped } = grammar.recognise(fixCommonErrors(balanced, reporter), reporter)
  for (const error of errors) explainError(error, reporter, gaps)
  const diagnostics = withoutEchoes(reporter.diagnostics, skipped, gaps, source.text)
  return { ast: { source, statements, comments }, diagnostics: inOrder(diagnostics, limits) }
}

/**
 * Leaves out what repeats another diagnostic: an unexpected token where the same place was reported with its reason or
 * where something before it was left out, and whatever stands inside words that are no statement at all.
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

/** In the order of the text; beyond the limit, one diagnostic says that there are more. */
function inOrder(diagnostics: readonly Diagnostic[], { maxDiagnostics }: SyntaxLimits): readonly Diagnostic[] {
  const sorted = diagnostics.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)
  const cut = sorted[maxDiagnostics]
  if (cut === undefined) return sorted
  const { span, place, severity } = cut
  const message = `expected fewer mistakes: after ${maxDiagnostics} of them the rest of the text is not reported`
  return [...sorted.slice(0, maxDiagnostics), { code: 'TG124', severity, span, place, message }]
}
