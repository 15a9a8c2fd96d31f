import type { Octets } from '../parse/octets.ts'
import type { PathRule, RobotsGroup } from '../parse/robots-data.ts'
import { policyPattern } from '../policy-text/policy-pattern.ts'
import { rulesOf } from '../query/find-groups.ts'

/** A Disallow of an audience. */
export interface Disallow {
  readonly pattern: Octets
  readonly line: number
  /**
   * Returns the patterns of Allow that are at least as long and can match the same paths; undefined if one has the same pattern, which
   * overrides the whole Disallow. O(Allows) the first time.
   */
  readonly unless: () => readonly Octets[] | undefined
}

/** The Disallows of an audience, in the order of the file. */
export interface Disallows {
  /** Those that match every path. */
  readonly whole: readonly Disallow[]
  readonly others: readonly Disallow[]
}

/** Finds the Disallows of groups; groups that share their rules are processed once. */
export interface PathFinder {
  /**
   * Returns the distinct Disallows of the groups, in the order of the file. A client is refused by one of them, except where one of
   * its `unless` matches, exactly if the longest match is a Disallow. Patterns that match nothing are left out.
   */
  readonly disallowsOf: (groups: readonly RobotsGroup[]) => Disallows
  /** Returns a short text that is the same for groups with the same rules. */
  readonly signatureOf: (groups: readonly RobotsGroup[]) => string
}

/** Creates a finder without results. */
export function createPathFinder(): PathFinder {
  const ids = new Map<readonly PathRule[], number>()
  const found = new Map<string, Disallows>()
  const signatures = new Map<string, string>()
  const contents = new Map<string, string>()

  const arraysOf = (groups: readonly RobotsGroup[]): readonly (readonly PathRule[])[] =>
    rulesOf(groups).map(({ rules }) => rules)

  function keyOf(arrays: readonly (readonly PathRule[])[]): string {
    return arrays
      .map((rules) => {
        const id = ids.get(rules) ?? ids.size
        ids.set(rules, id)
        return id
      })
      .join(' ')
  }

  function memo<Value>(
    values: Map<string, Value>,
    groups: readonly RobotsGroup[],
    make: (rules: PathRule[]) => Value,
  ): Value {
    const arrays = arraysOf(groups)
    const key = keyOf(arrays)
    const known = values.get(key)
    if (known !== undefined) return known
    const made = make(arrays.flat())
    values.set(key, made)
    return made
  }

  return {
    disallowsOf: (groups) => memo(found, groups, disallowsIn),
    signatureOf: (groups) =>
      memo(signatures, groups, (rules) => {
        const content = rules.map(({ kind, pattern }) => `${kind} ${pattern}`).join('\n')
        const signature = contents.get(content) ?? String(contents.size)
        contents.set(content, signature)
        return signature
      }),
  }
}

interface Allow {
  readonly pattern: Octets
  readonly beginning: Octets
}

function disallowsIn(rules: readonly PathRule[]): Disallows {
  // Paths start with `/`, so other patterns match nothing.
  const matching = rules.filter(({ pattern }) => pattern.startsWith('/') || pattern.startsWith('*'))
  const allows = distinct(matching.filter(({ kind }) => kind === 'allow')).map(({ pattern }): Allow => ({
    pattern,
    beginning: literalBeginning(pattern),
  }))
  const all = distinct(matching.filter(({ kind }) => kind === 'disallow')).map(({ pattern, line }): Disallow => {
    let known: { readonly unless: readonly Octets[] | undefined } | undefined
    return {
      pattern,
      line,
      unless: () => (known ??= { unless: exceptionsOf(pattern, allows) }).unless,
    }
  })
  const isWhole = ({ pattern }: Disallow): boolean => policyPattern(pattern).kind === 'always'
  return { whole: all.filter(isWhole), others: all.filter((each) => !isWhole(each)) }
}

/** Returns the Allows that can override the Disallow; those that can never match together with it are omitted. */
function exceptionsOf(pattern: Octets, allows: readonly Allow[]): readonly Octets[] | undefined {
  const beginning = literalBeginning(pattern)
  const unless = allows
    .filter((allow) => allow.pattern.length >= pattern.length && canOverlap(allow.beginning, beginning))
    .map((allow) => allow.pattern)
  return unless.includes(pattern) ? undefined : unless
}

function distinct(rules: readonly PathRule[]): readonly PathRule[] {
  const seen = new Set<string>()
  return rules.filter(({ pattern }) => {
    if (seen.has(pattern)) return false
    seen.add(pattern)
    return true
  })
}

/** Returns false if the literal prefixes before the first wildcards differ. */
function canOverlap(one: Octets, other: Octets): boolean {
  return one.startsWith(other) || other.startsWith(one)
}

function literalBeginning(pattern: Octets): Octets {
  const star = pattern.indexOf('*')
  const beginning = star < 0 ? pattern : pattern.slice(0, star)
  return beginning.endsWith('$') ? beginning.slice(0, -1) : beginning
}
