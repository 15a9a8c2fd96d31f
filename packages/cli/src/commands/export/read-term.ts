import { type Model, periodText, readsOf, type Rule, type Test } from '@tidegate/model'
import { setTokens } from './agent-names.ts'
import type { Claim, Statement } from './claim.ts'
import type { Literal } from './condition-terms.ts'
import { dailyMinutes } from './daily-minutes.ts'
import { narrowPatterns, widePatterns } from './robots-patterns.ts'

/** The result of translating an alternative of a rule to robots.txt; `silent` if the alternative concerns no crawler. */
export type TermReading =
  | { readonly kind: 'claim'; readonly claim: Claim }
  | { readonly kind: 'omitted'; readonly reason: string }
  | { readonly kind: 'silent' }

interface Reading {
  readonly include: number[]
  readonly exclude: number[]
  declared: boolean
  readonly paths: Test[]
  readonly exceptions: Test[]
  minutes: Uint8Array | undefined
}

/** Reads one alternative of a rule. O(its tests). */
export function readTerm(model: Model, rule: Rule, term: readonly Literal[]): TermReading {
  const reading: Reading = { include: [], exclude: [], declared: false, paths: [], exceptions: [], minutes: undefined }
  let omitted: string | undefined
  for (const literal of term) {
    const taken = take(model, rule, literal, reading)
    if (taken === 'silent') return { kind: 'silent' }
    omitted ??= taken
  }
  if (omitted !== undefined) return { kind: 'omitted', reason: omitted }
  const statement = statementOf(model, rule, reading)
  if (typeof statement === 'string') return { kind: 'omitted', reason: statement }
  const { include, exclude, declared } = reading
  return { kind: 'claim', claim: { rule, include, exclude, declared, statement } }
}

/**
 * Adds a test to `reading`. Returns undefined if that succeeded, `silent` if the test concerns no crawler, otherwise the reason why
 * robots.txt cannot express it.
 */
function take(model: Model, rule: Rule, { test, wanted }: Literal, reading: Reading): string | undefined {
  if (test.kind === 'bot-in') {
    if (!wanted) reading.exclude.push(test.set)
    else if (setTokens(model, test.set).verified) return 'it depends on the address'
    else reading.include.push(test.set)
    return undefined
  }
  if (isPathTest(test)) {
    ;(wanted ? reading.paths : reading.exceptions).push(test)
    return undefined
  }
  // Crawlers send GET.
  if (test.kind === 'text-in' && test.subject.kind === 'method') {
    return test.values.includes('GET') === wanted ? undefined : 'silent'
  }
  if (test.kind === 'now-in') {
    const daily = dailyMinutes(model.windows[test.window]!)
    if (daily === undefined) return 'its hours are not the same on every day in UTC'
    const open = wanted ? daily : daily.map((minute) => 1 - minute)
    reading.minutes = reading.minutes?.map((minute, at) => minute & open[at]!) ?? open
    return undefined
  }
  if (test.kind === 'present' && test.subject.kind === 'bot') {
    if (!wanted) return 'silent'
    reading.declared = true
    return undefined
  }
  if (test.kind === 'present' && test.subject.kind === 'agent') return wanted ? undefined : 'silent'
  if (test.kind === 'present' && test.subject.kind === 'user') {
    return wanted ? 'silent' : rule.kind === 'limit' ? undefined : 'it depends on the user'
  }
  if (test.kind === 'ip-in' || test.kind === 'ip-in-fact' || test.kind === 'bot-impersonates') {
    return 'it depends on the address'
  }
  if (test.kind === 'number-compare' || test.kind === 'flag') {
    return `it depends on \`${model.facts[test.fact]!.name}\``
  }
  return `it depends on ${wordOf(readsOf(test)[0]?.kind ?? 'request')}`
}

function isPathTest(test: Test): boolean {
  if (test.kind === 'path-in') return true
  if (test.kind !== 'text-in' && test.kind !== 'text-match') return false
  return test.subject.kind === 'path' || test.subject.kind === 'target'
}

function wordOf(kind: string): string {
  const words: Readonly<Record<string, string>> = {
    agent: 'the whole User-Agent',
    fact: 'a fact that the host supplies',
    header: 'a header',
    query: 'the query',
    cookie: 'a cookie',
    user: 'the user',
    peer: 'the address',
  }
  return words[kind] ?? `the ${kind}`
}

function statementOf(model: Model, rule: Rule, { paths, exceptions, minutes }: Reading): Statement | string {
  const everywhere = paths.length === 0 && exceptions.length === 0
  if (rule.kind === 'limit') {
    if (rule.countingReplies !== undefined) return 'it counts replies'
    if (rule.cost !== undefined) return 'some requests cost more than others'
    if (rule.period.kind === 'at-once') return 'it counts requests in progress'
    if (rule.period.kind === 'calendar') return `it counts ${periodText(rule.period)}`
    // A rate with exceptions for some paths is written for all paths: robots.txt has only one rate per bot.
    if (paths.length > 0) return 'robots.txt has rates for all paths only'
    return {
      kind: 'rate',
      count: rule.count,
      periodSeconds: rule.period.periodMs / 1000,
      ...(minutes !== undefined && { minutes }),
    }
  }
  if (minutes !== undefined) {
    return everywhere ? { kind: 'hours', closed: minutes } : 'robots.txt has hours for all paths only'
  }
  const disallow = disallowed(model, paths)
  if (disallow === undefined) return 'no pattern of robots.txt matches exactly its paths'
  const allow = exceptions.map((test) => widePatterns(model, test))
  if (allow.includes(undefined)) return 'no pattern of robots.txt matches its exceptions'
  const open = allow.flatMap((patterns) => patterns ?? [])
  const kept = disallow.filter((pattern) =>
    open.every((other) => other.length >= pattern.length || !canMeet(other, pattern)),
  )
  if (kept.length === 0 && disallow.length > 0)
    return 'an exception is shorter than the path it belongs to: in robots.txt the longer pattern wins'
  return { kind: 'paths', disallow: kept, allow: open }
}

/** Returns the patterns of the test that is narrower than all others. */
function disallowed(model: Model, paths: readonly Test[]): readonly string[] | undefined {
  if (paths.length === 0) return ['/']
  const all = paths.map((test) => narrowPatterns(model, test))
  return all.find((own, at) =>
    own?.every((pattern) =>
      all.every(
        (others, place) => place === at || others?.some((other) => isPrefix(other) && pattern.startsWith(other)),
      ),
    ),
  )
}

function isPrefix(pattern: string): boolean {
  return !/[*$]/.test(pattern)
}

function canMeet(one: string, other: string): boolean {
  const [a, b] = [head(one), head(other)]
  return a.startsWith(b) || b.startsWith(a)
}

function head(pattern: string): string {
  return /^[^*$]*/.exec(pattern)?.[0] ?? ''
}
