import type { Span } from '@tidegate/model'
import type { IpSet } from '@tidegate/values'
import type { Checking } from '../checking.ts'

/** Counts entries against the limit of the language; false, after a report, when they are too many. */
export function spendAddresses(checking: Checking, entries: number, span: Span): boolean {
  const { spent, limits, report } = checking
  spent.addresses += entries
  if (spent.addresses <= limits.addresses) return true
  report.add('TG353', span, `expected at most ${limits.addresses} entries in all lists together`)
  return false
}

/** How many times over the addresses of a policy may be copied into other lists. */
const maxCopies = 2

/** Counts the ranges of a list that is copied into another one; false, after a report, when that is done too often. */
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
