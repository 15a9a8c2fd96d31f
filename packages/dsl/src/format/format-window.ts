import type { WindowSet } from '../syntax/ast/sets.ts'
import { formatEntries } from './format-set.ts'

/** What stands behind `window NAME =` and behind `during`, on one line. */
export function formatWindow({ entries, except, zone }: WindowSet): string {
  const behind = except.length === 0 ? '' : ` except ${formatEntries(except)}`
  return `${formatEntries(entries)}${behind}${zone === undefined ? '' : ` ${zone.text}`}`
}
