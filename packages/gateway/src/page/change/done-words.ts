import { duration } from '../parts/units.ts'
import type { Change } from './change.ts'

/** What a change did, for the person who made it. */
export function doneWords(change: Change): string {
  switch (change.kind) {
    case 'reset':
      return `Done: ${subjectWords(change.subject)} is unblocked, and its counters are at zero.`
    case 'block':
      return `Done: ${subjectWords(change.subject)} is blocked for ${duration(change.forMs)}.`
    case 'unblock':
      return `Done: the block of ${subjectWords(change.subject)} has ended.`
    case 'tighten':
      return `Done: the rule is in force for ${duration(change.forMs)}.`
    case 'undo':
      return 'Done: the rule is no longer in force.'
    case 'reload':
      return 'Done: all policies were read again.'
  }
}

/** A subject in words. */
export function subjectWords({ ip, user, key, limit }: Extract<Change, { readonly kind: 'reset' }>['subject']): string {
  const parts = [user, ip, ...Object.values(key ?? {})].filter((part) => part !== undefined)
  return parts.length === 0 ? (limit ?? 'this client') : parts.join(', ')
}
