import type { EnforcedRule } from './enforced-rule.ts'
import type { AudienceGroups } from './find-audiences.ts'
import { rulesOf } from '../query/find-groups.ts'
import type { Octets } from '../parse/octets.ts'
import type { PathRule } from '../parse/robots-data.ts'

type BlockPaths = Extract<EnforcedRule, { readonly kind: 'block-paths' }>

/** Rules of a group by kind. Groups share arrays, so each array is split once. */
export type SplitRules = Map<readonly PathRule[], { readonly allows: PathRule[]; readonly disallows: PathRule[] }>

/**
 * Returns a block for each Disallow of the audience, at max `max`, except where an Allow that is at least as long matches.
 * Allows that can never match together with the Disallow are omitted. These blocks refuse the client exactly if the longest match
 * is a Disallow. O(Disallows × Allows).
 */
export function enforcePaths(
  { audience, groups }: AudienceGroups,
  split: SplitRules,
  max: number,
): readonly BlockPaths[] {
  const parts = rulesOf(groups).map(({ rules }) => splitOnce(rules, split))
  const disallows = distinct(parts.flatMap((part) => part.disallows)).slice(0, max)
  if (disallows.length === 0) return []
  const allows = distinct(parts.flatMap((part) => part.allows)).map(({ pattern }) => ({
    pattern,
    beginning: literalBeginning(pattern),
  }))
  return disallows.flatMap(({ pattern, line }): BlockPaths[] => {
    const beginning = literalBeginning(pattern)
    const unless = allows
      .filter((allow) => allow.pattern.length >= pattern.length && canOverlap(allow.beginning, beginning))
      .map((allow) => allow.pattern)
    // WHY: an Allow with the same pattern overrides the whole Disallow.
    return unless.includes(pattern) ? [] : [{ kind: 'block-paths', audience, pattern, unless, line }]
  })
}

function splitOnce(
  rules: readonly PathRule[],
  split: SplitRules,
): { readonly allows: PathRule[]; readonly disallows: PathRule[] } {
  const known = split.get(rules)
  if (known !== undefined) return known
  const parts: { readonly allows: PathRule[]; readonly disallows: PathRule[] } = { allows: [], disallows: [] }
  for (const rule of rules) {
    // Paths start with `/`, so other patterns match nothing.
    if (!rule.pattern.startsWith('/') && !rule.pattern.startsWith('*')) continue
    if (rule.kind === 'allow') parts.allows.push(rule)
    else parts.disallows.push(rule)
  }
  split.set(rules, parts)
  return parts
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
