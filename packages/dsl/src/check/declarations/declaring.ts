import type { Imported } from '@tidegate/model'
import type { ImportDeclaration } from '../../syntax/ast/declarations.ts'
import type { CheckHost } from '../check-host.ts'
import type { Declared } from '../declared.ts'
import type { Report } from '../report.ts'

/** The input for declaring names. */
export interface Declaring {
  readonly host: CheckHost
  readonly report: Report
  readonly imported: ReadonlyMap<ImportDeclaration, Imported>
  /** The root policy's `list protected`. */
  readonly protectedList: Declared | undefined
}
