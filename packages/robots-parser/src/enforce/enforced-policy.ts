import { audienceBots } from './audience-bots.ts'
import { blockText, categoryNames, type SharedPaths } from './block-text.ts'
import type { DayHours } from '../parse/day-hours.ts'
import type { EnforcedRobots, EnforcedRule, RobotsAudience } from './enforced-rule.ts'
import type { Octets } from '../parse/octets.ts'
import type { RobotsNote } from '../parse/note.ts'
import { isWildcard, policyPattern } from '../policy-text/policy-pattern.ts'
import { policyLine, type PolicyLine } from '../policy-text/policy-text.ts'

export interface EnforcedPolicyOptions {
  readonly fileName: string
  /** What Crawl-delay counts: all requests of a crawler together, or the requests of each of its addresses. */
  readonly delayKey: 'agent' | 'address'
  /** The maximum number of windows. */
  readonly maxWindows: number
}

/**
 * Returns the groups as policy text: declarations of the bots, then a block of rules for each audience. `/robots.txt` and
 * `/.well-known/` stay open to all clients. Approximations are noted.
 */
export function enforcedPolicy(
  { audiences, rules, others }: EnforcedRobots,
  options: EnforcedPolicyOptions,
  notes: RobotsNote[],
): readonly PolicyLine[] {
  const withRules = new Set(rules.map((rule) => rule.audience))
  const busy = audiences.filter((audience) => withRules.has(audience))
  if (busy.length === 0) return [policyLine(`# No group of ${options.fileName} needs a rule.`)]
  if (rules.some((rule) => rule.kind === 'block-paths')) notes.push(foldedPaths)
  const windows = new Map<string, string>()
  const { lines, conditions } = audienceBots({ audiences, others }, options.fileName)
  const shared = sharedPaths(rules)
  const byAudience = Map.groupBy(rules, (rule) => rule.audience)
  const blocks = busy.flatMap((audience) => {
    const own = byAudience.get(audience) ?? []
    const body = own.flatMap((rule) => ruleLines(rule, options, { windows, shared }, notes))
    const who = audience.kind === 'named' ? audience.names.join(', ') : '*'
    return [
      policyLine(''),
      policyLine(`  # User-agent: ${who.length > 80 ? `${who.slice(0, 80)}…` : who}`, audience.line),
      policyLine(`  where ${conditions.get(audience.id) ?? 'bot is present'} {`, audience.line),
      ...body,
      policyLine('  }'),
    ]
  })
  return [
    policyLine(
      `# The groups of ${options.fileName}. The longest agent name in a User-Agent decides; browsers are not affected.`,
    ),
    ...lines,
    ...categoryLines(rules),
    policyLine('paths always_open = /robots.txt, /.well-known/**'),
    ...pathLines(shared),
    ...[...windows].map(([spans, name]) => policyLine(`window ${name} = ${spans} UTC`)),
    policyLine(''),
    policyLine('where path not in always_open {'),
    ...blocks.slice(1),
    policyLine('}'),
  ]
}

/** Returns names for the path patterns that several rules use: the language counts a pattern where it is written. */
function sharedPaths(rules: readonly EnforcedRule[]): SharedPaths {
  const uses = new Map<Octets, number>()
  for (const rule of rules) {
    if (rule.kind !== 'block-paths' && rule.kind !== 'block-category') continue
    const patterns = rule.pattern === undefined ? rule.unless : [rule.pattern, ...rule.unless]
    for (const pattern of patterns) if (isWildcard(pattern)) uses.set(pattern, (uses.get(pattern) ?? 0) + 1)
  }
  const shared = new Map<Octets, string>()
  for (const [pattern, count] of uses) {
    const written = policyPattern(pattern)
    if (count > 1 && written.kind === 'test' && written.paths.length > 0) shared.set(pattern, `wild_${shared.size + 1}`)
  }
  return shared
}

function pathLines(shared: SharedPaths): readonly PolicyLine[] {
  return [...shared].map(([pattern, name]) => {
    const written = policyPattern(pattern)
    return policyLine(`paths ${name} = ${written.kind === 'test' ? written.paths.join(', ') : ''}`)
  })
}

interface Declared {
  readonly windows: Map<string, string>
  readonly shared: SharedPaths
}

function categoryLines(rules: readonly EnforcedRule[]): readonly PolicyLine[] {
  const used = new Set(rules.flatMap((rule) => (rule.kind === 'block-category' ? [rule.category] : [])))
  return [...used].map((category) => policyLine(`bots ${categoryNames[category]} = catalog "${category}"`))
}

const foldedPaths: RobotsNote = {
  code: 'approximated',
  severity: 'info',
  line: undefined,
  message:
    'robots.txt distinguishes /a from /A and /a from /a/; a policy does so only with `paths match exactly` in its first file',
}

function ruleLines(
  rule: EnforcedRule,
  options: EnforcedPolicyOptions,
  declared: Declared,
  notes: RobotsNote[],
): readonly PolicyLine[] {
  const text = ruleText(rule, options, declared, notes)
  return text === undefined ? [] : [policyLine(`    ${text}  # ${options.fileName}:${rule.line}`, rule.line)]
}

function ruleText(
  rule: EnforcedRule,
  options: EnforcedPolicyOptions,
  { windows, shared }: Declared,
  notes: RobotsNote[],
): string | undefined {
  switch (rule.kind) {
    case 'block-paths':
    case 'block-category':
      return blockText(rule, shared, notes)
    case 'block-hours': {
      const name = windowFor(rule.closed, rule.line, windows, options.maxWindows, notes)
      return name === undefined
        ? undefined
        : `block anyone during ${name}  reply 503 "outside of the hours of robots.txt"`
    }
    case 'limit': {
      const name =
        rule.during === undefined ? '' : windowFor(rule.during, rule.line, windows, options.maxWindows, notes)
      if (name === undefined) return undefined
      const clauses = [name === '' ? '' : `  during ${name}`, rule.burst === undefined ? '' : `  burst ${rule.burst}`]
      return `limit ${rule.count} per ${periodText(rule.periodSeconds)} ${keyText(rule.audience, options)}${clauses.join('')}`
    }
  }
}

/**
 * Returns the key under which requests are counted. Each name of an audience counts separately, since the names are different
 * crawlers. Bots without a name cannot be distinguished, so they are counted by address.
 */
function keyText(audience: RobotsAudience, options: EnforcedPolicyOptions): string {
  if (options.delayKey === 'address' || audience.kind === 'other-bots') return 'per ip'
  return audience.names.length === 1 ? 'in total' : 'per bot'
}

/** Returns the period in the largest unit that divides it: `minute`, `15 minutes`. */
function periodText(seconds: number): string {
  const units = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ] as const
  for (const [length, name] of units) {
    const amount = seconds / length
    if (Number.isInteger(amount)) return amount === 1 ? name : `${amount} ${name}s`
  }
  return `${Math.ceil(seconds)} seconds`
}

function windowFor(
  hours: readonly DayHours[],
  line: number,
  windows: Map<string, string>,
  maxWindows: number,
  notes: RobotsNote[],
): string | undefined {
  const spans = hours.map((span) => `${clock(span.fromMinute)}-${clock(span.toMinute)}`).join(', ')
  const known = windows.get(spans)
  if (known !== undefined) return known
  if (windows.size >= maxWindows) {
    const message = `not enforced: at most ${maxWindows} time windows are created from a robots.txt`
    notes.push({ code: 'not-enforced', severity: 'warning', line, message })
    return undefined
  }
  const names = [...windows.values()]
  const name = names.includes(`hours_${line}`) ? `hours_${line}_${windows.size + 1}` : `hours_${line}`
  windows.set(spans, name)
  return name
}

function clock(minute: number): string {
  const hours = String(Math.floor(minute / 60)).padStart(2, '0')
  return `${hours}:${String(minute % 60).padStart(2, '0')}`
}
