import { durationText } from '@tidegate/model'
import { allOf, type Condition, conditionText, isEmpty, notOf, test } from '../draft/condition.ts'
import { certainly, type Expression } from '../draft/expression.ts'
import { noteDifferences, replyText, type RefusalReply, type RulePlace } from '../draft/ordered-rules.ts'
import { periodText } from '../draft/period-text.ts'
import { quoted } from '../draft/policy-draft.ts'
import type { CloudflareContext } from './expression-test.ts'
import { fieldOf } from './fields.ts'
import { parseExpression, type RuleNode } from './parse-expression.ts'

/** A rate limiting rule. */
export interface RateRule {
  readonly expression: Expression
  readonly characteristics: readonly string[]
  readonly period: number
  readonly requests: number
  readonly timeout: number | undefined
  readonly counting: string
  readonly isShadow: boolean
  readonly reply: RefusalReply
  readonly spared: Condition
  readonly place: RulePlace
}

/** Writes a rate limiting rule as a `limit`. */
export function writeRateLimit(
  rule: RateRule,
  context: CloudflareContext,
  once: (key: string, line: number, message: string) => void,
): void {
  const { place } = rule
  const { draft } = context
  const lost = (why: string): void => draft.note(place.line, `${place.label} is not imported: ${why}`)
  const period = periodText(rule.period * 1_000)
  if (period === undefined || !Number.isInteger(rule.requests) || rule.requests < 1)
    return lost('its period or number has no equivalent')
  const key = keyOf(rule.characteristics)
  if (typeof key === 'string') return lost(`it counts by ${key}, which has no equivalent`)
  const counting = countedStatuses(rule.counting)
  if (counting === undefined) return lost('its counting expression has no equivalent')
  const condition = certainly(rule.expression)
  noteDifferences(rule.expression, condition.kind === 'never', place, draft)
  const when = allOf([condition, ...key.guards, notOf(rule.spared)])
  if (condition.kind === 'never' || when.kind === 'never') return
  once('rate', place.line, 'Cloudflare counts in each data centre by itself, a policy in each store')
  const { timeout = 0 } = rule
  const isBlock = Number.isInteger(timeout) && timeout >= 1 && timeout <= 365 * 86_400
  if (timeout !== 0 && !isBlock)
    draft.note(place.line, `${place.label}: mitigation_timeout ${timeout} is not imported: it is no time of a block`)
  const block = isBlock ? `  then block for ${durationText(timeout * 1_000)}` : ''
  const clause = when.kind === 'always' ? '' : `  when ${conditionText(when)}`
  const replies = counting.length === 0 ? '' : `  counting only replies ${counting.join(', ')}`
  draft.rule(
    `${rule.isShadow ? 'shadow ' : ''}limit ${rule.requests} per ${period} ${key.text}${clause}${replies}${block}${replyText(rule.reply)}`,
  )
}

/** The key of a limit, or the characteristic that has no equivalent. */
function keyOf(
  characteristics: readonly string[],
): { readonly text: string; readonly guards: readonly Condition[] } | string {
  const keys: string[] = []
  const guards: Condition[] = []
  for (const each of characteristics) {
    if (each === 'cf.colo.id') continue
    if (['ip.src', 'cf.unique_visitor_id', 'ip.nat'].includes(each)) {
      keys.push('ip exact')
      continue
    }
    const node = parseExpression(each)
    const field =
      typeof node !== 'string' && node.kind === 'value' && node.value.kind === 'field' ? fieldOf(node.value) : undefined
    const subject = field?.kind === 'text' ? field.subject : undefined
    if (field?.kind === 'method') keys.push('method')
    else if (subject === undefined) return each
    else if (subject.kind === 'header' || subject.kind === 'query' || subject.kind === 'cookie') {
      const text = `${subject.kind}(${quoted(subject.name)})`
      keys.push(text)
      guards.push(notOf(isEmpty(text)))
    } else {
      keys.push(subject.kind)
      if (subject.kind === 'host') guards.push(test('host is present'))
      if (subject.kind === 'agent') guards.push(notOf(isEmpty('agent')))
    }
  }
  return { text: keys.length === 0 ? 'in total' : `per ${[...new Set(keys)].join(' and ')}`, guards }
}

/** The statuses of a counting expression; none if every request is counted, undefined if it has no equivalent. */
function countedStatuses(text: string): readonly number[] | undefined {
  if (text.trim() === '') return []
  const node = parseExpression(text)
  return typeof node === 'string' ? undefined : statusesOf(node)
}

function statusesOf(node: RuleNode): readonly number[] | undefined {
  if (node.kind === 'or') {
    const all = node.parts.map(statusesOf)
    return all.some((each) => each === undefined) ? undefined : all.flatMap((each) => each ?? [])
  }
  if (node.kind !== 'compare' || node.left.kind !== 'field' || node.left.name !== 'http.response.code') return undefined
  const { operator, right } = node
  const items = right.kind === 'set' ? right.items : right.kind === 'plain' ? [right.text] : []
  if (operator !== 'eq' && operator !== 'in') return undefined
  const statuses = items.flatMap((item) => {
    const [, from, to = from] = /^(\d{3})(?:\.\.(\d{3}))?$/.exec(item) ?? []
    return from === undefined
      ? [Number.NaN]
      : Array.from({ length: Math.max(0, Number(to) - Number(from) + 1) }, (_, index) => Number(from) + index)
  })
  return statuses.length === 0 || statuses.some((status) => !(status >= 100 && status <= 599))
    ? undefined
    : [...new Set(statuses)]
}
