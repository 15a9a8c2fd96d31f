import type { Span } from '@tidegate/model'
import type { Checking } from '../checking.ts'

/** Counts entries of sets of paths and texts against the limit of the language. Returns false, after a report, if there are too many. */
export function spendEntries({ spent, limits, report }: Checking, entries: number, span: Span): boolean {
  spent.entries += entries
  if (spent.entries <= limits.entries) return true
  const message = `expected at most ${limits.entries} entries in all sets of paths and texts; entries of an included set count again`
  report.add('TG358', span, message)
  return false
}
