import type { Source } from '../../source.ts'
import { parse } from '../../syntax/parse.ts'
import { defaultSyntaxLimits } from '../../syntax/syntax-limits.ts'
import type { LanguageLimits } from '../language-limits.ts'
import type { Report } from '../report.ts'
import type { Unit } from '../unit.ts'

/** A source as a syntax tree; its faults go to the report. */
export function parseSource(source: Source, limits: LanguageLimits, report: Report): Unit['ast'] {
  report.addSource(source)
  const { ast, diagnostics } = parse(source, { ...defaultSyntaxLimits, maxLength: limits.sourceLength })
  for (const diagnostic of diagnostics) report.take(diagnostic)
  return ast
}
