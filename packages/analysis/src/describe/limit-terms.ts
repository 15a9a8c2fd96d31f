import { durationText, type KeyPart, type LimitRule, type Model, periodText, subjectName } from '@tidegate/model'
import type { LimitTerms } from '../outcome.ts'

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
    ...(reply !== undefined && { reply }),
  }
}

function keyPartWords(model: Model, part: KeyPart, showPathMatching: boolean): string {
  switch (part.kind) {
    case 'ip':
      if (part.v4 === 32 && part.v6 === 64) return 'ip'
      return part.v4 === 32 && part.v6 === 128 ? 'ip exact' : `network(${part.v4}, ${part.v6})`
    case 'fact':
      return model.facts[part.fact]!.name
    case 'text': {
      const words = subjectName(model, part.subject)
      const isPath = part.subject.kind === 'path' || part.subject.kind === 'target'
      return isPath && showPathMatching && model.pathsMatchExactly ? `${words} matched exactly` : words
    }
  }
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

/** A reply as the language writes it. */
export function replyWords({ status, text }: { readonly status: number; readonly text?: string }): string {
  return text === undefined ? `reply ${status}` : `reply ${status} ${JSON.stringify(text)}`
}
