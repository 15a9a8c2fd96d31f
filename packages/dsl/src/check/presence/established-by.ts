import type { Typed } from '../conditions/typed.ts'

/** Keys of facts that are known to be present. */
export type Established = ReadonlySet<string>

const none: Established = new Set()

/**
 * Returns the facts that are present whenever a condition is true (or, with `holds` false, whenever it is false). With
 * `onlyAsked`, only tests of presence count, not tests of values.
 */
export function establishedBy(typed: Typed, holds: boolean, onlyAsked = false): Established {
  switch (typed.kind) {
    case 'anyone':
      return none
    case 'not':
      return establishedBy(typed.condition, !holds, onlyAsked)
    case 'and':
    case 'or': {
      const parts = typed.kind === 'and' ? typed.all : typed.any
      const each = parts.map((part) => establishedBy(part, holds, onlyAsked))
      return (typed.kind === 'and') === holds ? unionOf(each) : commonTo(each)
    }
    case 'test': {
      const positive = typed.negated !== holds
      if (!positive || (onlyAsked && !typed.asksPresence)) return none
      // One of several sets of texts or prefixes (`ip in a, user.ips`) need not be present if another one matches.
      const either = typed.condition.kind === 'or'
      const needs = either ? typed.needs.slice(0, typed.ownNeeds) : typed.needs
      return needs.length === 0 ? none : new Set(needs.map(({ key }) => key))
    }
  }
}

/** Returns the facts that are present in all cases. */
export function commonTo(each: readonly Established[]): Established {
  const [first, ...others] = each
  return new Set([...(first ?? none)].filter((key) => others.every((other) => other.has(key))))
}

/** Returns the facts that are present if several conditions are true together. */
export function unionOf(each: readonly Established[]): Established {
  const some = each.filter(({ size }) => size > 0)
  const [first, second] = some
  if (first === undefined) return none
  return second === undefined ? first : new Set(some.flatMap((keys) => [...keys]))
}
