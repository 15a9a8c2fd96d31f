import type { Draft, DraftCost, LimitDraft } from '../rules/draft.ts'
import { factKey, type KeyNames, type KeyPart, type LimitPeriod, type ReplyPage, textKey } from '@tidegate/model'
import { conjunctsOf, writeCondition } from './write-condition.ts'

/** The names in the text of a rule for what it refers to. */
export interface RuleNames extends KeyNames {
  /** Returns equal names for pages that count as equal. */
  readonly page: (page: ReplyPage) => string
}

/**
 * Returns a rule as one text; rules with equal texts are the same. The reply comes first, so that rules sorted by their texts are
 * sorted by their replies, regardless of the names of sets.
 */
export function writeRule(draft: Draft, writer: RuleNames): string {
  const { kind, reply, log, name, shadow } = draft
  const parts: string[] = [kind]
  if (reply !== undefined) parts.push(writeReply(reply, writer))
  if (name !== undefined) parts.push(`as ${JSON.stringify(name.text)}`)
  if (shadow) parts.push('shadow')
  if (log !== undefined) parts.push(`log ${log}`)
  if (draft.kind === 'limit') parts.push(`${draft.count} ${writeCounting(draft, writer)}`)
  else parts.push(writeCondition(draft.condition, writer))
  parts.push(writeGuards(draft, writer))
  if (draft.kind === 'limit' && draft.replaces !== undefined)
    parts.push(`replaces ${JSON.stringify(draft.replaces.text)}`)
  const burst = draft.kind === 'limit' && draft.period.kind === 'sliding' ? draft.period.burst : undefined
  if (burst !== undefined) parts.push(`burst ${burst}`)
  if (draft.kind === 'limit' && draft.cost !== undefined) parts.push(`costing ${writeCost(draft.cost, writer)}`)
  if (draft.kind === 'limit' && draft.blockMs !== undefined) parts.push(`then block for ${draft.blockMs} ms`)
  if (draft.kind === 'exempt') {
    const names = draft.limits?.map(({ text }) => JSON.stringify(text)).toSorted()
    parts.push(`from ${names?.join(', ') ?? 'limits'}`)
  }
  return parts.join('\n')
}

/**
 * Returns what identifies the counts of a limit: key, period, algorithm and guards. N is not included, so that changing it keeps
 * the counts.
 */
export function writeIdentity(draft: LimitDraft, writer: KeyNames): string {
  const algorithm = draft.period.kind === 'sliding' && draft.period.burst !== undefined ? 'bucket' : 'window'
  return [writeCounting(draft, writer), algorithm, draft.shadow ? 'shadow' : '', writeGuards(draft, writer)].join('\n')
}

function writeCounting({ period, key, includingRefused, countingReplies }: LimitDraft, writer: KeyNames): string {
  const parts = [
    `${writePeriod(period)} per ${
      key
        .map((part) => writeKey(part, writer))
        .toSorted()
        .join(' and ') || 'total'
    }`,
  ]
  if (includingRefused) parts.push('including refused')
  if (countingReplies !== undefined) parts.push(`counting only replies ${countingReplies.join(', ')}`)
  return parts.join(' ')
}

/** The costs in an order that does not depend on the order in which they were written. */
function writeCost(cost: DraftCost, writer: KeyNames): string {
  if (cost.kind === 'fact') return factKey(cost.fact, writer)
  const cases = cost.cases.map(({ places, condition }) => `${places} if ${writeCondition(condition, writer)}`)
  return [...new Set(cases)].toSorted().join(', ')
}

function writePeriod(period: LimitPeriod): string {
  switch (period.kind) {
    case 'sliding':
      return `per ${period.periodMs} ms`
    case 'calendar':
      return `per calendar ${period.unit} in ${period.zone}`
    case 'at-once':
      return 'at once'
  }
}

function writeReply({ status, text, to, page }: NonNullable<Draft['reply']>, writer: RuleNames): string {
  if (page !== undefined) return `reply ${status} file ${JSON.stringify(writer.page(page))}`
  if (to !== undefined) return `reply ${status} to ${JSON.stringify(to)}`
  return text === undefined ? `reply ${status}` : `reply ${status} ${JSON.stringify(text)}`
}

function writeKey(part: KeyPart, writer: KeyNames): string {
  switch (part.kind) {
    case 'ip':
      return `network(${part.v4}, ${part.v6})`
    case 'text':
      return textKey(part.subject, writer)
    case 'fact':
      return factKey(part.fact, writer)
  }
}

/** Returns all guards as one conjunction: a `where` block is the same as its condition in each rule. */
function writeGuards({ guards }: Draft, writer: KeyNames): string {
  const [only] = guards
  if (only === undefined) return 'when anyone'
  if (guards.length === 1) return `when ${writeCondition(only.condition, writer)}`
  const conjuncts = guards.flatMap(({ condition }) => conjunctsOf(condition))
  return `when ${writeCondition({ kind: 'and', all: conjuncts }, writer)}`
}
