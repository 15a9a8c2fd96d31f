import type { Source } from '@tidegate/model'
import { parse } from '../../syntax/parse.ts'
import type { LanguageLimits } from '../language-limits.ts'
import type { Report } from '../report.ts'
import type { Unit } from '../unit.ts'

/** A source as a syntax tree; its faults go to the report. */
export function parseSource(source: Source, limits: LanguageLimits, report: Report): Unit['ast'] {
  report.addSource(source)
  const { ast, diagnostics } = parse(source, {
    maxLength: limits.sourceLength,
    maxNesting: limits.nesting,
    maxDiagnostics: limits.syntaxDiagnostics,
  })
  for (const diagnostic of diagnostics) report.take(diagnostic)
  return ast
}
