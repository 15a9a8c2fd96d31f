import type { FactSpec, ModelFile, Span } from '@tidegate/model'
import type { CheckHost } from './check-host.ts'
import type { TestCounter } from './conditions/test-counter.ts'
import type { Declared } from './declared.ts'
import type { LanguageLimits } from './language-limits.ts'
import type { ModelSets } from './model-sets.ts'
import type { Report } from './report.ts'
import type { ResolvedSets } from './resolved-sets.ts'
import type { Scopes } from './scope.ts'
import type { Unit } from './unit.ts'

/** What the parts of one check run share. Made and owned by `checkPolicy`. */
export interface Checking {
  readonly host: CheckHost
  readonly limits: LanguageLimits
  readonly report: Report
  readonly root: Unit
  /** Each before those that it includes. */
  readonly units: readonly Unit[]
  readonly scopes: Scopes
  readonly facts: readonly FactSpec[]
  readonly pathsMatchExactly: boolean
  /** What declarations and sets written in place hold, worked out once each. */
  readonly resolved: ResolvedSets
  readonly sets: ModelSets
  readonly countTests: TestCounter
  /** The text that stands at a span. */
  readonly sourceText: (span: Span) => string
  /** Declarations that something refers to. */
  readonly used: Set<Declared>
  /** Files read so far, by canonical name. */
  readonly files: Map<string, ModelFile>
  /** What has been counted against the limits of the language. */
  readonly spent: {
    tests: number
    entries: number
    copies: number
    addresses: number
    tokens: number
    windows: number
    openPathPatterns: number
  }
}
