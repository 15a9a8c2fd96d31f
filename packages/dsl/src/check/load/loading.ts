import type { Imported, ImporterRoom, ModelFile, Span } from '@tidegate/model'
import type { ImportDeclaration } from '../../syntax/ast/declarations.ts'
import type { ReadBy } from '../checking.ts'
import type { CheckHost } from '../check-host.ts'
import type { LanguageLimits } from '../language-limits.ts'
import type { Report } from '../report.ts'
import type { Unit } from '../unit.ts'

/** State shared while loading the files of a policy. */
export interface Loading {
  readonly host: CheckHost
  readonly limits: LanguageLimits
  readonly report: Report
  /** How much each import may contain. */
  readonly room: ImporterRoom
  readonly files: Map<string, ModelFile>
  /** Whether the root policy declares `list protected`. */
  readonly hasProtected: boolean
  readonly readBy: ReadBy[]
  readonly imported: Map<ImportDeclaration, Imported>
  /** Units by a key of their source, so that a file included twice is loaded once. */
  readonly units: Map<string, Unit>
}

/** Whether another file would exceed the limit, which is then reported at `span`. */
export function tooMany(loading: Loading, span: Span): boolean {
  // The root is among the files, but is not an included file.
  if (loading.files.size <= loading.limits.includes) return false
  loading.report.add('TG351', span, `expected at most ${loading.limits.includes} included files`)
  return true
}
