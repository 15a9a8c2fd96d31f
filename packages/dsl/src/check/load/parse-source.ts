import type { Source } from '@tidegate/model'
import { parse } from '../../syntax/parse.ts'
import type { LanguageLimits } from '../language-limits.ts'
import type { Report } from '../report.ts'
import type { Unit } from '../unit.ts'

/** Parses a source; its syntax errors are added to the report. */
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
