import type { Imported, ModelFile, Span } from '@tidegate/model'
import type { ImportDeclaration } from '../../syntax/ast/declarations.ts'
import type { CheckHost } from '../check-host.ts'
import type { LanguageLimits } from '../language-limits.ts'
import type { Report } from '../report.ts'
import type { Unit } from '../unit.ts'

/** What loading shares between files. */
export interface Loading {
  readonly host: CheckHost
  readonly limits: LanguageLimits
  readonly report: Report
  readonly files: Map<string, ModelFile>
  /** Whether the root policy declares `list protected`. */
  readonly hasProtected: boolean
  readonly imported: Map<ImportDeclaration, Imported>
  /** Units by what made them, so that a file included twice exists once. */
  readonly units: Map<string, Unit>
}

/** Whether one more file is beyond the limit; says so at `span`. */
export function tooMany(loading: Loading, span: Span): boolean {
  // The root is among the files, and is no included one.
  if (loading.files.size <= loading.limits.includes) return false
  loading.report.add('TG351', span, `expected at most ${loading.limits.includes} included files`)
  return true
}
