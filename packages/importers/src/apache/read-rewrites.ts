import { allOf, anyOf, type Condition, conditionText, notOf } from '../draft/condition.ts'
import { afterRewriting, allBounds, anyBounds, type Bounds, boundsOf, notBounds, type RewrittenTo } from './bounds.ts'
import type { Environment } from './environment.ts'
import type { ApacheDirective } from './parse-apache.ts'
import { type ApacheReading, shown } from './reading.ts'
import { hasFlag, matchOf } from './rewrite-condition.ts'
import type { Section } from './section.ts'

/** A rule that refuses requests: with which status, and which ones. */
interface Refusal {
  readonly rule: ApacheDirective
  readonly match: Bounds
  readonly status: number
  readonly isReached: Bounds
}

/** Requests whose path a rule has replaced. */
interface Moved {
  readonly rule: ApacheDirective
  readonly where: Bounds
  readonly to: RewrittenTo
}

/**
 * Writes each `RewriteRule` of a section that refuses requests, together with the `RewriteCond` lines before it, as a `block` rule with
 * exceptions for requests that an earlier rule answers, rewrites, or excludes from rewriting. `unless`: the requests for which another
 * section replaces these rules.
 */
export function writeRewrites(
  section: Section,
  unless: Condition,
  environment: Environment,
  reading: ApacheReading,
): void {
  const rules = section.directives.filter(({ name }) => name === 'rewriterule')
  const engine = section.directives.findLast(({ name }) => name === 'rewriteengine')
  if (rules.length === 0) return
  const refuses = rules.some(({ args }) => refusalOf(args[2] ?? '') !== undefined)
  if (engine?.args[0]?.toLowerCase() === 'off') {
    if (refuses) reading.note(engine, 'RewriteEngine Off: the rewrite rules of this section have no effect')
    return
  }
  for (const directive of section.directives)
    if (directive.name === 'rewriteoptions' && /inherit/i.test(directive.args.join(' ')))
      reading.note(directive, 'RewriteOptions: rules that are inherited from other sections are not imported')
  if (!refuses) return
  if (engine === undefined)
    reading.note(rules[0]!, 'there is no RewriteEngine On in this section: it is assumed to be on')
  const { refusals, moved } = followRules(section, environment, reading)
  for (const { rule, match, status, isReached } of refusals) {
    const later = moved.filter((each) => section.rewrites !== 'whole' && rules.indexOf(each.rule) > rules.indexOf(rule))
    const again = anyOf(later.map(({ where, to }) => allOf([where.least, afterRewriting(match, to).least])))
    const earlier = moved.filter((each) => rules.indexOf(each.rule) < rules.indexOf(rule))
    const direct = withMoved(match, earlier)
    const spared = anyOf([notOf(isReached.least), unless])
    write(anyOf([direct, again]), spared, status, rule, reading)
  }
}

/** Returns the requests that a rule matches, where earlier rules may have replaced their path. */
function withMoved(match: Bounds, moved: readonly Moved[]): Condition {
  const own = conditionText(match.least)
  const after = moved.map(({ where, to }) => ({ where, least: afterRewriting(match, to).least }))
  if (after.every(({ least }) => conditionText(least) === own)) return match.least
  return anyOf([
    allOf([match.least, ...after.map(({ least }) => least)]),
    allOf([match.least, notOf(anyOf(after.map(({ where }) => where.most)))]),
    ...after.map(({ where, least }) => allOf([where.least, least])),
  ])
}

function write(
  where: Condition,
  spared: Condition,
  status: number,
  rule: ApacheDirective,
  reading: ApacheReading,
): void {
  if (where.kind === 'never' || spared.kind === 'always') {
    reading.note(
      rule,
      `${shown(rule)} is not imported: ${where.kind === 'never' ? 'no request that it refuses is known' : 'earlier rules may exclude every request'}`,
    )
    return
  }
  const exception = spared.kind === 'never' ? '' : ` unless ${conditionText(spared)}`
  reading.draft.rule(`block ${conditionText(where)}${exception}${status === 403 ? '' : `  reply ${status}`}`)
}

/** A variable that rules set with the flag `E`. */
export interface SetVariable {
  readonly value: string
  readonly where: Bounds
}

/** Returns the variables that the rewrite rules of a server set, by name in lower case: rules about access see them. */
export function variablesOfRules(
  section: Section,
  environment: Environment,
  reading: ApacheReading,
): ReadonlyMap<string, SetVariable> {
  const engine = section.directives.findLast(({ name }) => name === 'rewriteengine')
  if (section.rewrites !== 'whole' || engine?.args[0]?.toLowerCase() !== 'on') return new Map()
  const sets = section.directives.some(
    ({ name, args }) => name === 'rewriterule' && /\b(?:E|env)=/i.test(args[2] ?? ''),
  )
  return sets ? followRules(section, environment, reading).set : new Map()
}

/** Follows the rules in order. */
function followRules(
  section: Section,
  environment: Environment,
  reading: ApacheReading,
): {
  readonly refusals: readonly Refusal[]
  readonly moved: readonly Moved[]
  readonly set: ReadonlyMap<string, SetVariable>
} {
  const silent: ApacheReading = { ...reading, note: () => undefined, once: () => undefined }
  const base = section.directives.findLast(({ name }) => name === 'rewritebase')?.args[0]
  const set = new Map<string, SetVariable>()
  const refusals: Refusal[] = []
  const lastRefusal = section.directives.findLastIndex(
    ({ name, args }) => name === 'rewriterule' && refusalOf(args[2] ?? '') !== undefined,
  )
  const moved: Moved[] = []
  const gone: Bounds[] = []
  let skips: { left: number; readonly where: Bounds }[] = []
  let conditions: ApacheDirective[] = []
  let chained: Bounds | undefined
  for (const [index, directive] of section.directives.entries()) {
    if (directive.name === 'rewritecond') conditions.push(directive)
    if (directive.name !== 'rewriterule') continue
    const [, target = '', flags = ''] = directive.args
    const status = refusalOf(flags)
    const context = {
      environment,
      set,
      rewrites: section.rewrites,
      reading: matters(directive, index) ? reading : silent,
    }
    const own = matchOf(directive, conditions, context)
    const match = chained === undefined ? own : allBounds([chained, own])
    conditions = []
    chained = hasFlag(flags, 'C', 'chain') ? match : undefined
    const isSkipped = anyBounds(skips.map(({ where }) => where))
    const isReached = notBounds(anyBounds([...gone, isSkipped]))
    // WHY: without the requests that are gone, which later rules exclude anyway; the conditions would grow with each rule.
    const applies = allBounds([match, notBounds(isSkipped)])
    skips = skips.filter((skip) => --skip.left > 0)
    if (status !== undefined) {
      refusals.push({ rule: directive, match, status, isReached })
      if (match.most.kind === 'always' && match.least.kind === 'always') gone.push(boundsOf({ kind: 'always' }))
      continue
    }
    for (const [, variable = '', value = ''] of flags.matchAll(/(?:^|[[,])\s*(?:E|env)=([^:,!\]]+)(?::([^,\]]*))?/gi)) {
      const known = set.get(variable.toLowerCase())
      const reached = allBounds([match, isReached])
      const where = known?.value === value ? anyBounds([known.where, reached]) : reached
      set.set(variable.toLowerCase(), { value, where })
    }
    const skip = Number(/(?:^|[[,])\s*(?:S|skip)=(\d+)/i.exec(flags)?.[1] ?? 0)
    if (skip > 0) skips.push({ left: skip, where: applies })
    const ends = hasFlag(flags, 'L', 'last', 'END', 'end', 'P', 'proxy', 'PT', 'passthrough')
    const redirects = /(?:^|[[,])\s*R(?:edirect)?(?:=\w+)?\s*(?=[\],]|$)/i.test(flags) || /^[a-z]+:\/\//i.test(target)
    const isCertain = conditionText(applies.least) === conditionText(applies.most)
    if ((ends || skip > 0 || target !== '-') && !isCertain) note(directive)
    if (target === '-' || redirects || hasFlag(flags, 'P', 'proxy')) {
      if (ends || (redirects && hasFlag(flags, 'L', 'last'))) gone.push(applies)
      else if (redirects) moved.push({ rule: directive, where: applies, to: { path: undefined, keepsQuery: false } })
      continue
    }
    moved.push({ rule: directive, where: applies, to: targetOf(target, base) })
    if (ends && section.rewrites === 'whole') gone.push(applies)
  }
  return { refusals, moved, set }

  /** Whether a rule refuses requests, or changes what later rules do. */
  function matters({ args: [, target = '', flags = ''] }: ApacheDirective, index: number): boolean {
    if (refusalOf(flags) !== undefined || /\b(?:E|env)=/i.test(flags)) return true
    return index < lastRefusal && (target !== '-' || /\b(?:L|last|END|S|skip|C|chain|P|PT)\b/i.test(flags))
  }

  function note(directive: ApacheDirective): void {
    const rules = section.directives
    const later = rules
      .slice(rules.indexOf(directive))
      .some(({ name, args }) => name === 'rewriterule' && refusalOf(args[2] ?? '') !== undefined)
    if (later)
      reading.note(
        directive,
        `${shown(directive)} excludes some requests from later rules, and its conditions have no equivalent: what it may exclude is not refused here`,
      )
  }

  function targetOf(target: string, rewriteBase: string | undefined): RewrittenTo {
    const [path = '', query] = target.split('?', 2)
    const keepsQuery = query === undefined
    if (/[$%]/.test(path)) return { path: undefined, keepsQuery }
    if (path.startsWith('/')) return { path, keepsQuery }
    const below = rewriteBase ?? (typeof section.rewrites === 'object' ? section.rewrites.below : '/')
    return { path: `${below.replace(/\/?$/, '/')}${path.replace(/^\.\//, '')}`, keepsQuery }
  }
}

/** Returns the status with which flags refuse a request; undefined if they do not. */
export function refusalOf(flags: string): number | undefined {
  if (hasFlag(flags, 'F', 'forbidden')) return 403
  if (hasFlag(flags, 'G', 'gone')) return 410
  const status = Number(/\bR(?:edirect)?=(\d{3})\b/i.exec(flags)?.[1])
  return status >= 400 && status <= 599 ? status : undefined
}
