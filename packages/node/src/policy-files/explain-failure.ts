import { renderDiagnostic } from '@tidegate/dsl'
import type { Diagnostic, Source } from '@tidegate/model'

/** All errors among the diagnostics, formatted as text, one after another. */
export function explainFailure(diagnostics: readonly Diagnostic[], sources: readonly Source[]): string {
  const textOf = (file: string): string | undefined => sources.find((source) => source.file === file)?.text
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map((diagnostic) => renderDiagnostic(diagnostic, textOf(diagnostic.span.file) ?? '', { textOf }))
    .join('\n')
}
