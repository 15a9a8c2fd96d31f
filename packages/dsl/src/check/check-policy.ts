import type { Diagnostic, Model, ModelFile, Source } from '@tidegate/model'
import type { Acceptance, AcceptedFinding } from './acceptances/acceptance.ts'
import { settleAcceptances } from './acceptances/settle-acceptances.ts'
import { assembleModel } from './assemble/assemble-model.ts'
import { filesOf } from './assemble/files-of.ts'
import { resolveReferences } from './assemble/limit-references.ts'
import type { CheckHost } from './check-host.ts'
import { deepestNesting } from '../syntax/syntax-limits.ts'
import type { Checking } from './checking.ts'
import { createChecking } from './create-checking.ts'
import { lowerClientIp } from './declarations/lower-client-ip.ts'
import { resolveAll } from './declarations/resolve-all.ts'
import type { FindingOutcome } from './findings/finding-work.ts'
import { reportFindings } from './findings/report-findings.ts'
import { defaultLanguageLimits } from './language-limits.ts'
import { withRoomForImports } from './import-room.ts'
import { createReport } from './report.ts'
import { collectDrafts } from './rules/collect-drafts.ts'
import type { Scopes } from './scope.ts'
import type { Unit } from './unit.ts'

/** The result of a check. */
export interface Checked extends FindingOutcome {
  /** Undefined if there is an error. */
  readonly model: Model | undefined
  /** Sorted by file, then by position; without the findings that comments accept. */
  readonly diagnostics: readonly Diagnostic[]
  /** Findings that comments `# accept CODE: reason` accept, in the same order. */
  readonly accepted: readonly AcceptedFinding[]
  /** The comments that accept findings; `acceptCosts` divides the diagnostics of a compiler by them. */
  readonly acceptances: readonly Acceptance[]
  /** All texts to which diagnostics and rules refer, the root first. */
  readonly sources: readonly Source[]
  /** Files that were read, the root first; a watcher should watch these even if there are errors. */
  readonly files: readonly ModelFile[]
}

/**
 * Checks a policy: returns its model and all diagnostics about names, types, rules that cannot work as written, and findings
 * about valid rules. Reads other files only through `host`; never throws. Linear in the size of the policy, except for findings,
 * which share a budget of steps.
 */
export function checkPolicy(source: Source, host: CheckHost): Checked {
  return analysePolicy(source, host).checked
}

/** The result of a check, and what editors need in addition: the syntax trees of all files, and the names visible in each. */
export interface Analysed {
  readonly checked: Checked
  /** All files that were parsed; each comes before those that it includes. */
  readonly units: readonly Unit[]
  readonly scopes: Scopes
}

/** Checks a policy like `checkPolicy`, and returns its syntax trees and scopes as well. */
export function analysePolicy(source: Source, host: CheckHost): Analysed {
  const chosen = { ...defaultLanguageLimits, ...host.limits }
  const limits = { ...chosen, nesting: Math.min(chosen.nesting, deepestNesting) }
  const { checking, drafts, references, clientIp } = withRoomForImports(limits, (room) => {
    const report = createReport(limits.diagnostics)
    return resolve(createChecking(source, host, report, limits, room))
  })
  const { report } = checking
  const model = report.hasErrors() ? undefined : assembleModel(checking, drafts, references, clientIp)
  const outcome = reportFindings(checking, drafts, references, model)
  const settled = settleAcceptances(checking, outcome.unsettled)
  const diagnostics = inOrder(settled.diagnostics, source.file, (diagnostic) => diagnostic)
  const accepted = inOrder(settled.accepted, source.file, ({ diagnostic }) => diagnostic)
  const { acceptances } = settled
  const { sources } = report
  const checked = { model, diagnostics, accepted, acceptances, ...outcome, sources, files: filesOf(checking) }
  return { checked, units: checking.units, scopes: checking.scopes }
}

/** Resolves all names, types and rules of loaded files. */
function resolve(checking: Checking): Resolved {
  resolveAll(checking)
  const clientIp = lowerClientIp(checking)
  const drafts = collectDrafts(checking)
  const references = resolveReferences(checking, drafts)
  return { checking, drafts, references, clientIp }
}

interface Resolved {
  readonly checking: Checking
  readonly drafts: ReturnType<typeof collectDrafts>
  readonly references: ReturnType<typeof resolveReferences>
  readonly clientIp: ReturnType<typeof lowerClientIp>
}

function inOrder<T>(items: readonly T[], root: string, diagnosticOf: (item: T) => Diagnostic): readonly T[] {
  const fileRank = (file: string): string => (file === root ? '' : file)
  return items.toSorted((x, y) => {
    const [a, b] = [diagnosticOf(x), diagnosticOf(y)]
    return (
      compare(fileRank(a.place.file), fileRank(b.place.file)) ||
      a.place.line - b.place.line ||
      a.place.column - b.place.column ||
      a.span.end - b.span.end ||
      compare(a.code, b.code)
    )
  })
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
