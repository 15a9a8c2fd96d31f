import type { RuleCommon, Span } from '@tidegate/model'
import type { RuleClauses, RuleStatement } from '../../syntax/ast/rules.ts'
import type { Checking } from '../checking.ts'

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
  burst: { words: 'burst', of: ['limit'] },
  includingRefused: { words: 'including refused', of: ['limit'] },
  countingReplies: { words: 'counting only replies', of: ['limit'] },
  replaces: { words: 'replaces', of: ['limit'] },
}

const kindWords: Readonly<Record<RuleStatement['kind'], string>> = {
  block: 'block',
  'allow-only': 'allow only',
  limit: 'limit',
  exempt: 'exempt',
}

/** Reports clauses that are not allowed on the rule or not together, and returns the rule's reply. */
export function checkClauses(checking: Checking, { kind, clauses }: RuleStatement): RuleCommon['reply'] {
  const { report } = checking
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
  return replyOf(checking, clauses)
}

function replyOf({ report }: Checking, { reply }: RuleClauses): RuleCommon['reply'] {
  if (reply === undefined) return undefined
  const { value, span } = reply.status
  if (!Number.isInteger(value) || value < 400 || value > 599) {
    report.add('TG307', span, `\`${value}\` is not a status for a refusal: expected 400 to 599`)
  }
  return { status: value, ...(reply.text !== undefined && { text: reply.text.text }) }
}
