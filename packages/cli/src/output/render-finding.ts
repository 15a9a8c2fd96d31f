import { renderDiagnostic } from '@tidegate/dsl'
import type { Diagnostic, Source } from '@tidegate/model'
import type { Io } from '../io.ts'
import { colors } from '../terminal/colors.ts'

/** Returns a diagnostic with its source line, as text for a terminal. */
export function renderFinding(diagnostic: Diagnostic, sources: readonly Source[], io: Pick<Io, 'color'>): string {
  const textOf = (file: string): string | undefined => sources.find((source) => source.file === file)?.text
  return renderDiagnostic(diagnostic, textOf(diagnostic.span.file) ?? '', { color: colors(io.color), textOf })
}
