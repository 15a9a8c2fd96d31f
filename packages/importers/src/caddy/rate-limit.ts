import { allOf, conditionText, isEmpty, notOf } from '../draft/condition.ts'
import { both, certainly, isTrue } from '../draft/expression.ts'
import { noteDifferences, replyText } from '../draft/ordered-rules.ts'
import { periodText } from '../draft/period-text.ts'
import { quoted } from '../draft/policy-draft.ts'
import type { Expression } from '../draft/expression.ts'
import type { CaddyContext, CaddyScope } from './caddy-context.ts'
import { matcherSet } from './matchers.ts'
import type { CaddyLine } from './parse-caddyfile.ts'

/** Writes a `limit` for each zone of a `rate_limit` (of the plugin caddy-ratelimit). */
export function writeRateLimit(line: CaddyLine, matcher: Expression, context: CaddyContext, scope: CaddyScope): void {
  const zones = (line.block ?? []).filter(({ name }) => name === 'zone')
  if (zones.length === 0) context.draft.note(line.line, 'rate_limit without a zone is not imported', line.file)
  for (const zone of zones) writeZone(zone, matcher, context, scope)
}

function writeZone(zone: CaddyLine, matcher: Expression, context: CaddyContext, scope: CaddyScope): void {
  const { draft, rules, once } = context
  const label = `zone ${zone.args[0] ?? ''}`
  const lost = (why: string): void => draft.note(zone.line, `${label} is not imported: ${why}`, zone.file)
  const option = (name: string): CaddyLine | undefined => zone.block?.find((each) => each.name === name)
  const key = keyOf(option('key')?.args[0] ?? 'static', context.hasClient)
  const window = millisecondsOf(option('window')?.args[0] ?? '')
  const period = window === undefined ? undefined : periodText(window)
  const events = option('events')?.args[0] ?? ''
  if (key === undefined) return lost(`the key ${option('key')?.args[0] ?? ''} has no equivalent`)
  if (period === undefined) return lost('its window is not a whole number of seconds')
  if (!/^[1-9]\d{0,8}$/.test(events)) return lost('it admits no requests, or its number of events cannot be read')
  const matched = option('match')
  const own = matched === undefined ? isTrue : matcherSet(matched.block ?? [], context, scope, 0)
  const condition = both(scope.region, matcher, own)
  const understood = certainly(condition)
  noteDifferences(
    condition,
    understood.kind === 'never',
    { line: zone.line, label, ...(zone.file !== undefined && { file: zone.file }) },
    draft,
  )
  const spared = rules.spared()
  const when = allOf([
    understood,
    key.guard === undefined ? { kind: 'always' } : notOf(isEmpty(key.guard)),
    notOf(spared),
  ])
  if (understood.kind === 'never' || when.kind === 'never') return
  if (key.guard !== undefined)
    draft.note(
      zone.line,
      `${label}: requests without ${key.guard} are not limited here; Caddy counts them together`,
      zone.file,
    )
  once(
    'rate',
    zone.line,
    'a policy does not count requests that other rules refuse; rate_limit counts those that come after it',
  )
  const clause = when.kind === 'always' ? '' : `  when ${conditionText(when)}`
  draft.rule(`limit ${events} per ${period} ${key.text}${clause}${replyText({ status: 429 })}`)
}

interface ZoneKey {
  readonly text: string
  /** The fact that must be present. */
  readonly guard?: string
}

function keyOf(text: string, hasClient: boolean): ZoneKey | undefined {
  if (!text.includes('{')) return { text: 'in total' }
  const parts = (text.match(/\{[^}]*\}/g) ?? []).map((each) => each.slice(1, -1).replace(/^http\.(?:request\.)?/, ''))
  if (parts.length > 1) return undefined
  const [name = ''] = parts
  const header = /^header\.([\w-]+)$/.exec(name)?.[1]
  if (header !== undefined) {
    const subject = `header(${quoted(header.toLowerCase())})`
    return header.toLowerCase() === 'user-agent'
      ? { text: 'per agent', guard: 'agent' }
      : { text: `per ${subject}`, guard: subject }
  }
  switch (name) {
    case 'remote_host':
    case 'remote.host':
      return hasClient ? undefined : { text: 'per ip exact' }
    case 'client_ip':
    case 'vars.client_ip':
      return { text: 'per ip exact' }
    case 'host':
      return { text: 'per host', guard: 'host' }
    case 'path':
    case 'uri.path':
      return { text: 'per path' }
    case 'method':
      return { text: 'per method' }
    default:
      return undefined
  }
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Returns a duration such as `1m30s` in milliseconds. */
function millisecondsOf(text: string): number | undefined {
  if (!/^(?:\d+(?:ms|[smhd]))+$/.test(text)) return undefined
  let sum = 0
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[smhd])/g)) sum += Number(count) * units[unit!]!
  return sum
}
