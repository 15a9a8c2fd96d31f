import type { RuleCommon, Span } from '@tidegate/model'
import type { LimitStatement, RuleClauses, RuleStatement } from '../../syntax/ast/rules.ts'
import type { Checking } from '../checking.ts'
import { lowerReply } from './lower-reply.ts'

/** The keyword of each clause, and the kinds of rules that allow it. */
const clauseFacts: {
  readonly [K in keyof RuleClauses]-?: { readonly words: string; readonly of: readonly RuleStatement['kind'][] }
} = {
  during: { words: 'during', of: ['block', 'allow-only', 'limit', 'exempt'] },
  when: { words: 'when', of: ['block', 'allow-only', 'limit', 'exempt'] },
  unless: { words: 'unless', of: ['block', 'allow-only', 'limit', 'exempt'] },
  as: { words: 'as', of: ['block', 'allow-only', 'limit', 'exempt'] },
  log: { words: 'log', of: ['block', 'allow-only', 'limit', 'exempt'] },
  reply: { words: 'reply', of: ['block', 'allow-only', 'limit'] },
  costing: { words: 'costing', of: ['limit'] },
  burst: { words: 'burst', of: ['limit'] },
  includingRefused: { words: 'including refused', of: ['limit'] },
  countingReplies: { words: 'counting only replies', of: ['limit'] },
  thenBlock: { words: 'then block for', of: ['limit'] },
  replaces: { words: 'replaces', of: ['limit'] },
}

const kindWords: Readonly<Record<RuleStatement['kind'], string>> = {
  block: 'block',
  'allow-only': 'allow only',
  limit: 'limit',
  exempt: 'exempt',
}

/** Reports clauses that are not allowed on the rule or not together, and returns the rule's reply. */
export function checkClauses(checking: Checking, statement: RuleStatement): RuleCommon['reply'] {
  const { report } = checking
  const { kind, clauses } = statement
  for (const [name, clause] of Object.entries(clauses) as [keyof RuleClauses, { readonly span: Span } | undefined][]) {
    const { words, of } = clauseFacts[name]
    if (clause === undefined || of.includes(kind)) continue
    report.add('TG306', clause.span, `\`${words}\` is not allowed on \`${kindWords[kind]}\``, {
      help:
        of.length === 1 ? 'it is allowed only on `limit`' : 'an `exempt` rule refuses no requests, so it has no reply',
      fix: { title: `remove \`${words}\``, edits: [{ span: clause.span, text: '' }] },
    })
  }
  if (clauses.includingRefused !== undefined && clauses.countingReplies !== undefined) {
    const message =
      '`including refused` counts requests and `counting only replies` counts replies: expected only one of them'
    report.add('TG309', clauses.includingRefused.span, message)
  }
  if (statement.kind === 'limit') checkPeriodClauses(checking, statement)
  return clauses.reply === undefined ? undefined : lowerReply(checking, clauses.reply)
}

/** Clauses that need the sliding period of `per minute`, and why they do not suit another one. */
const unsuited: Readonly<Record<'calendar' | 'at-once', Partial<Record<keyof RuleClauses, string>>>> = {
  calendar: { burst: 'all requests of a calendar period may come together, so there is no burst to limit' },
  'at-once': {
    burst: 'all requests that are admitted at once may come together, so there is no burst to limit',
    includingRefused: 'a request that is refused is not in progress, so it cannot count',
    countingReplies: 'a request is in progress until its reply has been sent, whatever the status is',
  },
}

/** Reports clauses that have no meaning with the period of the limit. */
function checkPeriodClauses({ report }: Checking, { period, clauses }: LimitStatement): void {
  if (period.kind === 'sliding') return
  const words = period.kind === 'at-once' ? 'at once' : `per calendar ${period.unit}`
  for (const [name, help] of Object.entries(unsuited[period.kind]) as [keyof RuleClauses, string][]) {
    const clause = clauses[name]
    if (clause === undefined) continue
    report.add('TG316', clause.span, `\`${clauseFacts[name].words}\` cannot be used with a limit \`${words}\``, {
      help,
      fix: { title: `remove \`${clauseFacts[name].words}\``, edits: [{ span: clause.span, text: '' }] },
    })
  }
}
