import { factsOfCode, type KnownCode } from '@tidegate/dsl'
import type { Diagnostic, Place, Severity, Span } from '@tidegate/model'
import type { Analysis } from './analyse.ts'
import { type Location, type Range, rangeOf } from './text-position.ts'

/** A diagnostic as editors show it. */
export interface EditorDiagnostic {
  readonly file: string
  readonly range: Range
  readonly severity: Severity
  readonly code: string
  /** The page that explains the code. */
  readonly codeDescription: { readonly href: string }
  readonly source: 'tidegate'
  /** What is wrong and, on a second line, how to fix it. */
  readonly message: string
  readonly relatedInformation: readonly { readonly location: Location; readonly message: string }[]
  /** Whether the text has no effect: an unused declaration or a redundant rule. */
  readonly isUnnecessary: boolean
}

const pages = 'https://github.com/tidegate/tidegate/blob/main/docs/diagnostics'

/** Codes about text that could be deleted. */
const unnecessary: ReadonlySet<string> = new Set(['TG403', 'TG404', 'TG405', 'TG416', 'TG453', 'TG461', 'TG462'])

/** Returns the address of the page about a code. */
export function pageOfCode(code: string): string {
  return `${pages}/${code}.md`
}

/** Returns the title of a code: `unknown name`. */
export function titleOfCode(code: string): string {
  return factsOfCode(code as KnownCode)?.title ?? code
}

/** Returns all diagnostics of a policy, sorted by file and position; each names its file. */
export function diagnose(analysis: Analysis): readonly EditorDiagnostic[] {
  return analysis.checked.diagnostics.map((diagnostic) => diagnosticFor(analysis, diagnostic))
}

function diagnosticFor(analysis: Analysis, diagnostic: Diagnostic): EditorDiagnostic {
  const { code, severity, message, help, related = [] } = diagnostic
  return {
    ...locationFor(analysis, diagnostic),
    severity,
    code,
    codeDescription: { href: pageOfCode(code) },
    source: 'tidegate',
    message: help === undefined ? message : `${message}\n${help}`,
    relatedInformation: related.map((other) => ({ location: locationFor(analysis, other), message: other.message })),
    isUnnecessary: unnecessary.has(code),
  }
}

/** Returns where a span is. In an imported file, that is the line in the original. */
export function locationFor(
  analysis: Analysis,
  { span, place }: { readonly span: Span; readonly place: Place },
): Location {
  const text = analysis.textOf(span.file)
  if (text !== undefined) return { file: span.file, range: rangeOf(text, span) }
  return {
    file: place.file,
    range: {
      start: { line: place.line - 1, character: place.column - 1 },
      end: { line: place.endLine - 1, character: place.endColumn - 1 },
    },
  }
}
