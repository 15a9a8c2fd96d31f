import type { Span } from '../../source.ts'
import type { Checking } from '../checking.ts'

/** Counts entries against the limit of the language; false, after a report, when they are too many. */
export function spendAddresses(checking: Checking, entries: number, span: Span): boolean {
  const { spent, limits, report } = checking
  spent.addresses += entries
  if (spent.addresses <= limits.addresses) return true
  report.add('TG353', span, `expected at most ${limits.addresses} entries in all lists together`)
  return false
}
