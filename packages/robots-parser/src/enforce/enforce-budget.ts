import type { EnforceLimits } from './enforce-limits.ts'
import type { EnforcedRule } from './enforced-rule.ts'
import type { Octets } from '../parse/octets.ts'
import { isWildcard, policyPattern } from '../policy-text/policy-pattern.ts'

/** Why a rule does not fit. */
export type Excess = 'rules' | 'wildcards' | 'stars' | 'patternLength' | 'tests' | 'rates'

/** Counts what the rules of a file need of the limits. */
export interface EnforceBudget {
  /** Takes what a rule needs; returns why it does not fit, and then takes nothing. O(its patterns). */
  readonly take: (rule: EnforcedRule) => Excess | undefined
  /** Whether no further rule can fit. */
  readonly isSpent: () => boolean
}

interface Cost {
  /** The length as policy text. */
  readonly length: number
  readonly tests: number
  readonly isWildcard: boolean
  /** The number of path patterns that begin with a wildcard. */
  readonly open: number
  readonly hasManyStars: boolean
}

/** Tests of each rule in addition to its patterns: its `where` blocks, its window, the guard of /robots.txt. */
const testsAround = 8

/** How many rules are tried; more would take long without fitting. */
const maxAttempts = 50_000

/** Creates an unspent budget. */
export function createBudget(limits: EnforceLimits): EnforceBudget {
  const wildcards = new Set<Octets>()
  const costs = new Map<Octets, Cost>()
  let rules = 0
  let openPatterns = 0
  let patternLength = 0
  let tests = 0
  let attempts = 0

  function takePatterns(patterns: readonly Octets[]): Excess | undefined {
    const added = new Set<Octets>()
    let length = patternLength
    let open = openPatterns
    let sum = tests + testsAround
    for (const pattern of patterns) {
      const cost = costs.get(pattern) ?? costOf(pattern, limits)
      costs.set(pattern, cost)
      if (cost.hasManyStars) return 'stars'
      const isKnown = wildcards.has(pattern) || added.has(pattern)
      length += cost.length
      sum += cost.tests
      if (cost.isWildcard && !isKnown) {
        added.add(pattern)
        open += cost.open
      }
      if (length > limits.patternLength) return 'patternLength'
      if (wildcards.size + added.size > limits.wildcards || open > limits.openPatterns) return 'wildcards'
      if (sum > limits.tests) return 'tests'
    }
    patternLength = length
    openPatterns = open
    tests = sum
    for (const one of added) wildcards.add(one)
    return undefined
  }

  function takeParts(rule: EnforcedRule): Excess | undefined {
    switch (rule.kind) {
      case 'block-paths':
        return takePatterns([rule.pattern, ...rule.unless])
      case 'block-category':
        return takePatterns(rule.pattern === undefined ? rule.unless : [rule.pattern, ...rule.unless])
      case 'block-hours':
        return takePatterns([])
      case 'limit':
        if (rule.count > limits.count || rule.periodSeconds > limits.periodSeconds) return 'rates'
        return takePatterns([])
    }
  }

  return {
    take: (rule) => {
      attempts++
      if (rules >= limits.rules || attempts > maxAttempts) return 'rules'
      const excess = takeParts(rule)
      if (excess === undefined) rules++
      return excess
    },
    isSpent: () => rules >= limits.rules || attempts >= maxAttempts,
  }
}

/** Returns why rules are left out, as the end of a sentence. */
export function excessText(excess: Excess, limits: EnforceLimits): string {
  const most = 'a robots.txt becomes at most'
  switch (excess) {
    case 'rules':
      return `${most} ${limits.rules} rules`
    case 'wildcards':
      return `${most} ${limits.wildcards} different patterns with a wildcard in the middle, ${limits.openPatterns} of them with a wildcard at their beginning`
    case 'stars':
      return `a pattern has at most ${limits.stars} wildcards`
    case 'patternLength':
      return `${most} ${limits.patternLength} characters of conditions`
    case 'tests':
      return `${most} ${limits.tests} tests`
    case 'rates':
      return `the host allows at most ${limits.count} requests and ${limits.periodSeconds} seconds in a limit`
  }
}

function costOf(pattern: Octets, limits: EnforceLimits): Cost {
  const written = policyPattern(pattern)
  const tests = written.kind === 'test' ? written.tests : []
  return {
    length: tests.reduce((sum, test) => sum + test.length + 4, 0),
    tests: tests.length + 1,
    isWildcard: isWildcard(pattern),
    open: written.kind === 'test' ? written.paths.filter((path) => path.startsWith('/*')).length : 0,
    hasManyStars: pattern.split('*', limits.stars + 2).length > limits.stars + 1,
  }
}
