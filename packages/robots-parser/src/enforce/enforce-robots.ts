import { createBudget, type Excess, excessText } from './enforce-budget.ts'
import { defaultEnforceLimits, defaultRoom, type EnforceLimits } from './enforce-limits.ts'
import type { EnforcedRobots, EnforcedRule, RobotsAudience } from './enforced-rule.ts'
import { createPathFinder, type Disallow, type PathFinder } from './enforce-paths.ts'
import { enforceSignals } from './enforce-signals.ts'
import { enforceTimes } from './enforce-times.ts'
import { type AudienceGroups, findAudiences, otherBots } from './find-audiences.ts'
import { lineRanges } from '../parse/line-ranges.ts'
import type { RobotsNote } from '../parse/note.ts'
import { policyPattern } from '../policy-text/policy-pattern.ts'
import type { RobotsData } from '../parse/robots-data.ts'

/** Which parts of the groups become rules. */
export interface EnforcedParts {
  /** Allow, Disallow, Crawl-delay, Request-rate, Visit-time. */
  readonly rules: boolean
  /** Content-Signal and Content-Usage, by categories of the bot catalogue. */
  readonly signals: boolean
}

/**
 * Converts what a server can enforce of the groups to rules: Allow, Disallow, Crawl-delay, Request-rate, Visit-time. The rules
 * only refuse requests, and only those of bots. Names that would match people, patterns that no request can match and what
 * exceeds the limits are dropped, with a note that names the lines. If not everything fits, groups with the same rules count once, and
 * the group of `*` and every `Disallow: /` come first.
 */
export function enforceRobots(
  data: RobotsData,
  confirmedTokens: ReadonlySet<string>,
  notes: RobotsNote[],
  limits: EnforceLimits = defaultEnforceLimits,
  parts: EnforcedParts = { rules: true, signals: false },
  tokenLengths: { readonly minLength: number; readonly maxLength: number } = {
    minLength: defaultRoom.tokenMinLength,
    maxLength: defaultRoom.tokenMaxLength,
  },
): EnforcedRobots {
  const finder = createPathFinder()
  const { found, others } = findAudiences(data.groups, confirmedTokens, notes, { ...tokenLengths, names: limits.names })
  const all = withPreamble(found, data)
  let collected = collect(all, data, limits, parts, finder)
  if (collected.leftOut.size > 0) collected = collect(mergeEqual(all, finder), data, limits, parts, finder)
  notes.push(...collected.notes, ...leftOutNotes(collected.leftOut, limits))
  return { audiences: collected.audiences, rules: collected.rules, others }
}

/** Adds an audience for delays before the first group, if there is no `*` group. */
function withPreamble(found: readonly AudienceGroups[], data: RobotsData): readonly AudienceGroups[] {
  const first = data.preamble[0]
  if (first === undefined || found.some(({ audience }) => audience.kind === 'other-bots')) return found
  return [...found, { audience: otherBots(first.line), groups: [] }]
}

/** Joins audiences whose groups have the same rules and records; the joined one has the lines of the first. O(rules). */
function mergeEqual(found: readonly AudienceGroups[], finder: PathFinder): readonly AudienceGroups[] {
  const merged = new Map<string, AudienceGroups>()
  for (const each of found) {
    const { audience, groups } = each
    const records = groups.flatMap((group) => group.records.map(({ line: _line, ...record }) => record))
    const key = `${audience.kind}\n${JSON.stringify(records)}\n${finder.signatureOf(groups)}`
    const first = merged.get(key)
    if (first === undefined) merged.set(key, each)
    else {
      const names = [...first.audience.names, ...audience.names]
      merged.set(key, { ...first, audience: { ...first.audience, names } })
    }
  }
  return [...merged.values()]
}

interface Placed {
  readonly line: number
}

interface Collected {
  readonly audiences: readonly RobotsAudience[]
  readonly rules: readonly EnforcedRule[]
  readonly notes: readonly RobotsNote[]
  /** Lines that did not fit. */
  readonly leftOut: ReadonlyMap<RobotsAudience, ReadonlyMap<Excess, readonly number[]>>
}

/** The most lines that are listed as left out, all audiences together. */
const maxListedLines = 200_000

function collect(
  found: readonly AudienceGroups[],
  data: RobotsData,
  limits: EnforceLimits,
  parts: EnforcedParts,
  finder: PathFinder,
): Collected {
  const budget = createBudget(limits)
  const leftOut = new Map<RobotsAudience, Map<Excess, number[]>>()
  let listed = 0
  const notes: RobotsNote[] = []
  const rulesOf = new Map<RobotsAudience, EnforcedRule[]>(found.map(({ audience }) => [audience, []]))

  function tryRule(rule: EnforcedRule): boolean {
    const excess = budget.take(rule)
    if (excess !== undefined) leaveOut(rule.audience, excess, [rule], 0)
    return excess === undefined
  }

  /** Notes the lines from an index on. */
  function leaveOut(audience: RobotsAudience, excess: Excess, left: readonly Placed[], from: number): void {
    const reasons = leftOut.get(audience) ?? new Map<Excess, number[]>()
    leftOut.set(audience, reasons)
    const lines = reasons.get(excess) ?? []
    reasons.set(excess, lines)
    // WHY: very many agents may share very many rules; their lines are then listed for the first agents.
    const end = listed < maxListedLines ? left.length : from + 1
    for (let index = from; index < end; index++) lines.push(left[index]!.line)
    listed += end - from
  }

  function addPaths(audience: RobotsAudience, disallows: readonly Disallow[]): void {
    for (const [index, disallow] of disallows.entries()) {
      if (budget.isSpent()) {
        leaveOut(audience, 'rules', disallows, index)
        return
      }
      const { pattern, line } = disallow
      const unless = disallow.unless()
      if (unless === undefined || !isPossible(disallow, notes)) continue
      const rule: EnforcedRule = { kind: 'block-paths', audience, pattern, unless, line }
      if (tryRule(rule)) rulesOf.get(audience)?.push(rule)
    }
  }

  function addOthers(each: AudienceGroups): void {
    const times = parts.rules ? enforceTimes(each, data) : []
    const signals = (parts.signals ? enforceSignals(each, data, notes) : []).filter(
      ({ pattern, line }) => pattern === undefined || isPossible({ pattern, line }, notes),
    )
    rulesOf.get(each.audience)?.push(...times.filter(tryRule), ...signals.filter(tryRule))
  }

  const first = found.filter(({ audience }) => audience.kind === 'other-bots')
  const named = found.filter(({ audience }) => audience.kind === 'named')
  for (const each of first) {
    const { whole, others } = finder.disallowsOf(each.groups)
    if (parts.rules) addPaths(each.audience, whole)
    if (parts.rules) addPaths(each.audience, others)
    addOthers(each)
  }
  if (parts.rules) for (const { audience, groups } of named) addPaths(audience, finder.disallowsOf(groups).whole)
  for (const each of named) {
    if (parts.rules) addPaths(each.audience, finder.disallowsOf(each.groups).others)
    addOthers(each)
  }
  return {
    audiences: found.map(({ audience }) => audience),
    rules: found.flatMap(({ audience }) => inOrder(rulesOf.get(audience) ?? [])),
    notes,
    leftOut,
  }
}

/** Returns the rules of one audience with its blocks in the order of the file first. */
function inOrder(rules: readonly EnforcedRule[]): readonly EnforcedRule[] {
  const isPath = ({ kind }: EnforcedRule): boolean => kind === 'block-paths'
  const paths = rules.filter(isPath).toSorted((one, other) => one.line - other.line)
  return [...paths, ...rules.filter((rule) => !isPath(rule))]
}

function isPossible({ pattern, line }: Pick<Disallow, 'pattern' | 'line'>, notes: RobotsNote[]): boolean {
  const written = policyPattern(pattern)
  if (written.kind !== 'never') return true
  notes.push({ code: 'not-enforced', severity: 'info', line, message: `no rule is needed: ${written.reason}` })
  return false
}

/** After this many notes, one note is about all other groups. */
const maxGroupNotes = 100

function leftOutNotes(leftOut: Collected['leftOut'], limits: EnforceLimits): readonly RobotsNote[] {
  const all = [...leftOut].flatMap(([audience, reasons]) =>
    [...reasons].map(([excess, lines]) => ({ audience, excess, lines })),
  )
  const notes = all.slice(0, maxGroupNotes).map(({ audience, excess, lines }): RobotsNote => {
    const who = audience.kind === 'other-bots' ? '`*`' : namesText(audience.names)
    const message = `not everything is enforced for ${who}: ${lineRanges(lines)} left out, because ${excessText(excess, limits)}`
    return { code: 'too-many', severity: 'warning', line: Math.min(...lines.slice(0, 1000)), message }
  })
  const rest = all.slice(maxGroupNotes)
  const [next] = rest
  if (next === undefined) return notes
  const lines = rest.flatMap((each) => each.lines.slice(0, 1000))
  const message = `not everything is enforced for ${rest.length} more groups: ${lineRanges(lines)} left out, because ${excessText(next.excess, limits)}`
  return [...notes, { code: 'too-many', severity: 'warning', line: lines[0], message }]
}

function namesText(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => `\`${name.slice(0, 60)}\``)
  return names.length > 5 ? `${shown.join(', ')} and ${names.length - 5} more` : shown.join(', ')
}
