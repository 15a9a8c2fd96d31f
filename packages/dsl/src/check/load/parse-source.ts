import type { Source } from '@tidegate/model'
import { parse } from '../../syntax/parse.ts'
import type { IncludeDeclaration } from '../../syntax/ast/declarations.ts'
import type { LanguageLimits } from '../language-limits.ts'
import type { Report } from '../report.ts'
import type { Unit } from '../unit.ts'
import type { Parses } from './parses.ts'

const withoutMemory: Parses = { parse }

/**
 * Parses a source; its syntax errors are added to the report. If it is included under a name that does not say that it is a policy (`foreign`, the
 * statement that includes it), they are one error that quotes nothing, and the text is withheld.
 */
export function parseSource(
  source: Source,
  limits: LanguageLimits,
  report: Report,
  foreign?: IncludeDeclaration,
  parses: Parses = withoutMemory,
): Unit['ast'] {
  report.addSource(source)
  const { ast, diagnostics } = parses.parse(source, {
    maxLength: limits.sourceLength,
    maxNesting: limits.nesting,
    maxDiagnostics: limits.syntaxDiagnostics,
  })
  const first = diagnostics.find(({ severity }) => severity === 'error')
  if (foreign === undefined || first === undefined) {
    for (const diagnostic of diagnostics) report.take(diagnostic)
    return ast
  }
  report.withhold(source.file)
  const { code, severity, span, place } = first
  report.take({
    code,
    severity,
    span,
    place,
    message: `\`${source.file}\` is not a valid policy from here on`,
    help: 'its text is not shown, because the name does not end in `.policy`',
    related: [{ span: foreign.span, place: report.place(foreign.span), message: 'included here' }],
  })
  return ast
}
