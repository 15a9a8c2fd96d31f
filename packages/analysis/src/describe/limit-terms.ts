import type { LimitTerms, ReplyTerms } from '../outcome.ts'
import {
  durationText,
  type KeyPart,
  keyPartName,
  type LimitRule,
  type Model,
  periodText,
  type RuleReply,
} from '@tidegate/model'

/**
 * Returns how a limit counts. `showPathMatching`: the models compare paths differently, so a key that contains a path says how it
 * is compared. `places`: what requests cost, if that depends on conditions.
 */
export function limitTerms(model: Model, limit: LimitRule, showPathMatching: boolean, places: number = 1): LimitTerms {
  const { count, period, blockMs, includingRefused, countingReplies, reply } = limit
  const cost = limit.cost?.kind === 'fact' ? model.facts[limit.cost.fact]!.name : places
  const parts = limit.key.map((part) => keyPartWords(model, part, showPathMatching))
  return {
    count,
    period,
    key: parts.length === 0 ? 'in total' : `per ${parts.join(' and ')}`,
    ...(cost !== 1 && { cost }),
    ...(blockMs !== undefined && { blockMs }),
    includingRefused,
    ...(countingReplies !== undefined && { countingReplies: countingReplies.toSorted((x, y) => x - y) }),
    ...(reply !== undefined && { reply: replyTerms(reply) }),
  }
}

function keyPartWords(model: Model, part: KeyPart, showPathMatching: boolean): string {
  const words = keyPartName(model, part)
  const isPath = part.kind === 'text' && (part.subject.kind === 'path' || part.subject.kind === 'target')
  return isPath && showPathMatching && model.pathsMatchExactly ? `${words} matched exactly` : words
}

/** A limit's terms in words, as the language writes them. */
export function limitWords({
  count,
  period,
  key,
  cost,
  blockMs,
  includingRefused,
  countingReplies,
  reply,
}: LimitTerms): string {
  const clauses = [
    ...(cost === undefined ? [] : [`costing ${cost}`]),
    ...(period.kind === 'sliding' && period.burst !== undefined ? [`burst ${period.burst}`] : []),
    ...(includingRefused ? ['including refused'] : []),
    ...(countingReplies === undefined ? [] : [`counting only replies ${countingReplies.join(', ')}`]),
    ...(blockMs === undefined ? [] : [`then block for ${durationText(blockMs)}`]),
    ...(reply === undefined ? [] : [replyWords(reply)]),
  ]
  return [`${count} ${periodText(period)}`, key, ...clauses].join(' ')
}

/** A reply, as clients can observe it. Its members are always in the same order. */
export function replyTerms({ status, text, to, page }: RuleReply): ReplyTerms {
  return {
    status,
    ...(text !== undefined && { text }),
    ...(to !== undefined && { to }),
    ...(page !== undefined && { page: { type: page.type, digest: page.digest } }),
  }
}

/** A reply as the language writes it. */
export function replyWords({ status, text, to, page }: ReplyTerms): string {
  if (page !== undefined) return `reply ${status} with the page ${page.digest.slice(0, 8)} (${page.type})`
  if (to !== undefined) return `reply ${status} to ${JSON.stringify(to)}`
  return text === undefined ? `reply ${status}` : `reply ${status} ${JSON.stringify(text)}`
}
