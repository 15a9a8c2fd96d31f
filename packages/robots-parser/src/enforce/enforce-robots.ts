import type { EnforcedRobots, EnforcedRule, RobotsAudience } from './enforced-rule.ts'
import { enforcePaths, type SplitRules } from './enforce-paths.ts'
import { enforceSignals } from './enforce-signals.ts'
import { enforceTimes } from './enforce-times.ts'
import { findAudiences, otherBots, type AudienceGroups } from './find-audiences.ts'
import type { RobotsNote } from '../parse/note.ts'
import type { Octets } from '../parse/octets.ts'
import { isWildcard, policyPattern } from '../policy-text/policy-pattern.ts'
import type { RobotsData } from '../parse/robots-data.ts'

/** Limits on what a file can become. Anything beyond is dropped, with a note. */
export interface EnforceLimits {
  readonly rules: number
  /** The number of distinct patterns with a wildcard before their end. */
  readonly wildcards: number
  /** The number of `*` in one pattern. */
  readonly stars: number
  /** The number of agent names. */
  readonly names: number
  /** The number of characters of all conditions together, as policy text. */
  readonly patternLength: number
}

/** 1,000 rules, 256 wildcard patterns of at most 16 wildcards, 2,000 names, 400,000 characters. */
export const defaultEnforceLimits: EnforceLimits = {
  rules: 1000,
  wildcards: 256,
  stars: 16,
  names: 2000,
  patternLength: 400_000,
}

/** Which parts of the groups become rules. */
export interface EnforcedParts {
  /** Allow, Disallow, Crawl-delay, Request-rate, Visit-time. */
  readonly rules: boolean
  /** Content-Signal and Content-Usage, by categories of the bot catalogue. */
  readonly signals: boolean
}

interface Budget {
  readonly limits: EnforceLimits
  readonly wildcards: Set<Octets>
  readonly costs: Map<Octets, Cost>
  patternLength: number
  leftOut: number
}

/**
 * Converts what a server can enforce of the groups to rules: Allow, Disallow, Crawl-delay, Request-rate, Visit-time. The rules
 * only refuse requests, and only those of bots. Names that would match people, patterns that no request can match and what
 * exceeds the limits are dropped, with a note.
 */
export function enforceRobots(
  data: RobotsData,
  confirmedTokens: ReadonlySet<string>,
  notes: RobotsNote[],
  limits: EnforceLimits = defaultEnforceLimits,
  parts: EnforcedParts = { rules: true, signals: false },
): EnforcedRobots {
  const split: SplitRules = new Map()
  const budget: Budget = { limits, wildcards: new Set(), costs: new Map(), patternLength: 0, leftOut: 0 }
  const audiences: RobotsAudience[] = []
  const rules: EnforcedRule[] = []
  for (const found of audiencesOf(data, confirmedTokens, notes, limits.names)) {
    audiences.push(found.audience)
    const left = limits.rules - rules.length
    if (left <= 0) {
      budget.leftOut++
      continue
    }
    const paths = parts.rules ? enforcePaths(found, split, left + 1) : []
    const signals = parts.signals ? enforceSignals(found, data, notes) : []
    const all = [
      ...paths.filter((rule) => isPossible(rule, notes) && isWithin(rule, budget)),
      ...(parts.rules ? enforceTimes(found, data) : []),
      ...signals.filter((rule) => isWithin(rule, budget)),
    ]
    rules.push(...all.slice(0, left))
    budget.leftOut += Math.max(0, all.length - left)
  }
  if (budget.leftOut > 0) notes.push(tooMany(limits))
  return { audiences, rules }
}

/** Adds an audience for delays before the first group, if there is no `*` group. */
function audiencesOf(
  data: RobotsData,
  confirmedTokens: ReadonlySet<string>,
  notes: RobotsNote[],
  maxNames: number,
): readonly AudienceGroups[] {
  const found = findAudiences(data.groups, confirmedTokens, notes, maxNames)
  const first = data.preamble[0]
  if (first === undefined || found.some(({ audience }) => audience.kind === 'other-bots')) return found
  return [...found, { audience: otherBots(first.line), groups: [] }]
}

type BlockPaths = Extract<EnforcedRule, { readonly kind: 'block-paths' }>
type BlockCategory = Extract<EnforcedRule, { readonly kind: 'block-category' }>

function isPossible({ pattern, line }: BlockPaths, notes: RobotsNote[]): boolean {
  const written = policyPattern(pattern)
  if (written.kind !== 'never') return true
  notes.push({ code: 'not-enforced', severity: 'info', line, message: `no rule is needed: ${written.reason}` })
  return false
}

interface Cost {
  /** The length as policy text; infinite for a pattern that exceeds the limits by itself. */
  readonly length: number
  readonly isWildcard: boolean
}

function isWithin({ pattern, unless }: BlockPaths | BlockCategory, budget: Budget): boolean {
  const { limits, wildcards, costs } = budget
  const added = new Set<Octets>()
  let length = budget.patternLength
  for (const one of pattern === undefined ? unless : [pattern, ...unless]) {
    let cost = costs.get(one)
    if (cost === undefined) {
      cost = costOf(one, limits)
      costs.set(one, cost)
    }
    length += cost.length
    if (cost.isWildcard && !wildcards.has(one)) added.add(one)
    if (length > limits.patternLength || wildcards.size + added.size > limits.wildcards) {
      budget.leftOut++
      return false
    }
  }
  budget.patternLength = length
  for (const one of added) wildcards.add(one)
  return true
}

function costOf(pattern: Octets, limits: EnforceLimits): Cost {
  const written = policyPattern(pattern)
  const length = written.kind === 'test' ? written.tests.reduce((sum, test) => sum + test.length + 4, 0) : 0
  const hasManyStars = pattern.split('*', limits.stars + 2).length > limits.stars + 1
  return { length: hasManyStars ? Number.POSITIVE_INFINITY : length, isWildcard: isWildcard(pattern) }
}

function tooMany(limits: EnforceLimits): RobotsNote {
  const bounds = `${limits.rules} rules, ${limits.wildcards} wildcard patterns (of ${limits.stars} wildcards each), ${limits.names} names and ${limits.patternLength} characters of conditions`
  const message = `not everything is enforced: a robots.txt becomes at most ${bounds}`
  return { code: 'too-many', severity: 'warning', line: undefined, message }
}
