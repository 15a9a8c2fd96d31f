import type { WindowSet } from '../syntax/ast/sets.ts'
import { formatEntries } from './format-set.ts'

/** Returns what follows `window NAME =` or `during`, on one line. */
export function formatWindow({ entries, except, zone }: WindowSet): string {
  const exceptions = except.length === 0 ? '' : ` except ${formatEntries(except)}`
  return `${formatEntries(entries)}${exceptions}${zone === undefined ? '' : ` ${zone.text}`}`
}
