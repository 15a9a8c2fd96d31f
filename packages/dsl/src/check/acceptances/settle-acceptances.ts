import type { Diagnostic } from '@tidegate/model'
import type { Checking } from '../checking.ts'
import type { Unsettled } from '../findings/finding-work.ts'
import { acceptFindings, acceptsNothing, ofCompiler } from './accept-findings.ts'
import type { Acceptance, AcceptedFinding } from './acceptance.ts'
import { collectAcceptances } from './collect-acceptances.ts'

/** What comments accept. */
export interface Settled {
  readonly acceptances: readonly Acceptance[]
  readonly accepted: readonly AcceptedFinding[]
  /** The diagnostics that no comment accepts, in the order in which they were reported. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Divides the diagnostics of a check by the comments that accept them, and reports TG462 for a comment that accepts nothing. It is not reported for what
 * the check did not look for: in a policy with errors, beyond the maximum of diagnostics, for findings that are not settled.
 */
export function settleAcceptances(checking: Checking, unsettled: readonly Unsettled[]): Settled {
  const { report } = checking
  const acceptances = collectAcceptances(checking)
  const { accepted, unused } = acceptFindings(acceptances, report.diagnostics)
  const isComplete = !report.hasErrors() && report.diagnostics.every(({ code }) => code !== 'TG124')
  if (isComplete) {
    const open = new Set([...ofCompiler, ...unsettled.map(({ code }) => code)])
    for (const acceptance of unused) if (!open.has(acceptance.code)) report.take(acceptsNothing(acceptance))
  }
  const known = new Set(accepted.map(({ diagnostic }) => diagnostic))
  return { acceptances, accepted, diagnostics: report.diagnostics.filter((diagnostic) => !known.has(diagnostic)) }
}
