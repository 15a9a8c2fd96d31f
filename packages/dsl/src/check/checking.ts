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

/** A file that is not a policy, and what reads it. */
export interface ReadBy {
  readonly file: string
  readonly span: Span
}

/** State shared by the parts of one check. Created and owned by `checkPolicy`. */
export interface Checking {
  readonly host: CheckHost
  readonly limits: LanguageLimits
  readonly report: Report
  readonly root: Unit
  /** All units of the policy; each comes before those that it includes. */
  readonly units: readonly Unit[]
  readonly scopes: Scopes
  readonly facts: readonly FactSpec[]
  readonly pathsMatchExactly: boolean
  /** The contents of declared sets and sets written in place, each computed once. */
  readonly resolved: ResolvedSets
  readonly sets: ModelSets
  readonly countTests: TestCounter
  /** Returns the source text of a span. */
  readonly sourceText: (span: Span) => string
  /** Declarations to which some other part of the policy refers. */
  readonly used: Set<Declared>
  /** Files read so far, by canonical name. */
  readonly files: Map<string, ModelFile>
  /** Lists and imported files, with the statement or entry that reads each. */
  readonly readBy: ReadBy[]
  /** Texts of pages for replies, by the digest of type and text. */
  readonly pages: Map<string, string>
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
