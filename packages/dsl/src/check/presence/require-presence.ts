import type { Checking } from '../checking.ts'
import type { PresenceKey, Typed, TypedTest } from '../conditions/typed.ts'
import { replaceFix } from '../report.ts'
import { type Established, establishedBy } from './established-by.ts'

/** How a condition is used, which determines the best fix for a fact that may be absent. */
export interface PresenceOptions {
  /** Whether the condition itself is used, or its negation. */
  readonly holds: boolean
  /** Facts known to be present because of enclosing guards and other clauses. */
  readonly established: Established
  /** Whether the fix should make the condition, as written, true if the fact is absent. */
  readonly whenAbsent: boolean
}

/**
 * Reports each negated test of a fact that may be absent, unless the presence of the fact is established elsewhere: by a
 * conjunct, in any order, or by an alternative that tests for absence. A test of an absent fact is false, so its negation would
 * be true; but the author of `user.role != "guest"` rarely means visitors without a role.
 */
export function requirePresence(checking: Checking, typed: Typed, options: PresenceOptions): void {
  const { holds, established, whenAbsent } = options
  const isEstablished = (key: string): boolean => established.has(key)
  walk(checking, typed, { holds, whenAbsent, isEstablished, parity: false, alone: true })
}

interface Walk extends Pick<PresenceOptions, 'holds' | 'whenAbsent'> {
  readonly isEstablished: (key: string) => boolean
  /** Whether the number of `not` between the whole condition and this part, as written, is odd. */
  readonly parity: boolean
  /** Whether the part needs no parentheses when `… and` or `… or` is put before it. */
  readonly alone: boolean
}

function walk(checking: Checking, typed: Typed, options: Walk): void {
  const { holds, isEstablished } = options
  switch (typed.kind) {
    case 'anyone':
      return
    case 'not':
      walk(checking, typed.condition, { ...options, holds: !holds, parity: !options.parity, alone: false })
      return
    case 'and':
    case 'or': {
      const parts = typed.kind === 'and' ? typed.all : typed.any
      const conjunction = (typed.kind === 'and') === holds
      // INVARIANT: in a disjunction only tests of presence count; otherwise two tests could establish each other's fact.
      const each = parts.map((part) => establishedBy(part, holds === conjunction, !conjunction))
      const times = timesOf(each)
      for (const [at, part] of parts.entries()) {
        const isEstablishedByOthers = (key: string): boolean =>
          (times.get(key) ?? 0) > (each[at]?.has(key) === true ? 1 : 0)
        walk(checking, part, {
          ...options,
          isEstablished: (key) => isEstablished(key) || isEstablishedByOthers(key),
          alone: false,
        })
      }
      return
    }
    case 'test':
      if (typed.negated === holds && !typed.asksPresence) requireOfTest(checking, typed, options)
  }
}

/** Returns how many of several conditions establish each fact. */
function timesOf(each: readonly Established[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>()
  for (const keys of each) for (const key of keys) times.set(key, (times.get(key) ?? 0) + 1)
  return times
}

function requireOfTest(checking: Checking, test: TypedTest, options: Walk): void {
  for (const need of test.needs) {
    if (options.isEstablished(need.key)) continue
    reportGap(checking, test, need, options)
    return
  }
}

function reportGap(checking: Checking, { span }: TypedTest, need: PresenceKey, options: Walk): void {
  const written = checking.sourceText(span)
  const before = options.whenAbsent === options.parity ? `${need.established} and` : `${need.denied} or`
  const fixed = options.alone ? `${before} ${written}` : `(${before} ${written})`
  const shown = written.replaceAll(/\s+/g, ' ')
  checking.report.add('TG301', span, `\`${need.fact}\` may be absent: say whether \`${shown}\` should be true then`, {
    help: `write \`${need.established} and …\` or \`${need.denied} or …\``,
    fix: replaceFix(span, fixed, `write \`${fixed.replaceAll(/\s+/g, ' ')}\``),
  })
}
