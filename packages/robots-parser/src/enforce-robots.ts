import type { EnforcedRobots, EnforcedRule, RobotsAudience } from './enforced-rule.ts'
import { enforcePaths, type SplitRules } from './enforce-paths.ts'
import { enforceTimes } from './enforce-times.ts'
import { findAudiences, otherBots, type AudienceGroups } from './find-audiences.ts'
import type { RobotsNote } from './note.ts'
import type { Octets } from './octets.ts'
import { isWildcard, policyPattern } from './policy-pattern.ts'
import type { RobotsData } from './robots-data.ts'

/** How much of a file becomes rules. What is beyond is left out, with a note. */
export interface EnforceLimits {
  readonly rules: number
  /** Different patterns with a wildcard before their end. */
  readonly wildcards: number
  /** Agent names. */
  readonly names: number
  /** Characters of all patterns together. */
  readonly patternLength: number
}

/** 1,000 rules, 256 wildcard patterns, 2,000 names, 400,000 characters. */
const defaultEnforceLimits: EnforceLimits = { rules: 1000, wildcards: 256, names: 2000, patternLength: 400_000 }

interface Budget {
  readonly limits: EnforceLimits
  readonly wildcards: Set<Octets>
  patternLength: number
  leftOut: number
}

/**
 * What a server can enforce of the groups: Allow, Disallow, Crawl-delay, Request-rate, Visit-time. It only refuses, and only
 * bots. Names that would match people, patterns that no request can match and what exceeds the limits are left out, with a note.
 */
export function enforceRobots(
  data: RobotsData,
  confirmedTokens: ReadonlySet<string>,
  notes: RobotsNote[],
  limits: EnforceLimits = defaultEnforceLimits,
): EnforcedRobots {
  const split: SplitRules = new Map()
  const budget: Budget = { limits, wildcards: new Set(), patternLength: 0, leftOut: 0 }
  const audiences: RobotsAudience[] = []
  const rules: EnforcedRule[] = []
  for (const found of audiencesOf(data, confirmedTokens, notes, limits.names)) {
    audiences.push(found.audience)
    const left = limits.rules - rules.length
    if (left <= 0) {
      budget.leftOut++
      continue
    }
    const paths = enforcePaths(found, split, left + 1).filter(
      (rule) => isPossible(rule, notes) && isWithin(rule, budget),
    )
    const all = [...paths, ...enforceTimes(found, data)]
    rules.push(...all.slice(0, left))
    budget.leftOut += Math.max(0, all.length - left)
  }
  if (budget.leftOut > 0) notes.push(tooMany(limits))
  return { audiences, rules }
}

/** With an audience for delays that stand before any group, where no `*` takes them. */
function audiencesOf(
  data: RobotsData,
  confirmedTokens: ReadonlySet<string>,
  notes: RobotsNote[],
  mostNames: number,
): readonly AudienceGroups[] {
  const found = findAudiences(data.groups, confirmedTokens, notes, mostNames)
  const first = data.preamble[0]
  if (first === undefined || found.some(({ audience }) => audience.kind === 'other-bots')) return found
  return [...found, { audience: otherBots(first.line), groups: [] }]
}

type BlockPaths = Extract<EnforcedRule, { readonly kind: 'block-paths' }>

function isPossible({ pattern, line }: BlockPaths, notes: RobotsNote[]): boolean {
  const written = policyPattern(pattern)
  if (written.kind === 'test') return true
  notes.push({ code: 'not-enforced', severity: 'info', line, message: `no rule is needed: ${written.reason}` })
  return false
}

function isWithin({ pattern, unless }: BlockPaths, budget: Budget): boolean {
  const { limits } = budget
  const patterns = [pattern, ...unless]
  const length = patterns.reduce((sum, one) => sum + one.length, budget.patternLength)
  const wildcards = patterns.filter((one) => isWildcard(one) && !budget.wildcards.has(one))
  if (length > limits.patternLength || budget.wildcards.size + wildcards.length > limits.wildcards) {
    budget.leftOut++
    return false
  }
  budget.patternLength = length
  for (const one of wildcards) budget.wildcards.add(one)
  return true
}

function tooMany(limits: EnforceLimits): RobotsNote {
  const bounds = `${limits.rules} rules, ${limits.wildcards} wildcard patterns, ${limits.names} names and ${limits.patternLength} characters of patterns`
  const message = `not everything is enforced: a robots.txt becomes at most ${bounds}`
  return { code: 'too-many', severity: 'warning', line: undefined, message }
}
