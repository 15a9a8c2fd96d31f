import type { Span } from '@tidegate/model'
import type { IpSet } from '@tidegate/values'
import type { Checking } from '../checking.ts'

/** Counts entries against the limit of the language. Returns false, after a report, if there are too many. */
export function spendAddresses(checking: Checking, entries: number, span: Span): boolean {
  const { spent, limits, report } = checking
  spent.addresses += entries
  if (spent.addresses <= limits.addresses) return true
  report.add('TG353', span, `expected at most ${limits.addresses} entries in all lists together`)
  return false
}

/** How often the addresses of a policy may be copied into other lists, on average. */
const maxCopies = 2

/** Counts the ranges of a list that is copied into another one. Returns false, after a report, if too many are copied. */
export function spendCopies(checking: Checking, { v4, v6 }: IpSet, span: Span): boolean {
  const { spent, limits, report } = checking
  spent.copies += v4.length / 2 + v6.length / 8
  if (spent.copies <= maxCopies * limits.addresses) return true
  report.add(
    'TG353',
    span,
    `lists that include other lists may copy at most ${maxCopies * limits.addresses} ranges in total`,
  )
  return false
}
