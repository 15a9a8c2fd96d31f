import type { RuleClauses } from './ast/rules.ts'
import type { Reporter } from './reporter.ts'

const WORDS: Readonly<Record<keyof RuleClauses, string>> = {
  during: 'during',
  when: 'when',
  unless: 'unless',
  as: 'as',
  reply: 'reply',
  log: 'log',
  costing: 'costing',
  burst: 'burst',
  includingRefused: 'including refused',
  countingReplies: 'counting only replies',
  thenBlock: 'then block for',
  replaces: 'replaces',
}

/** Merges the clauses of one rule into one object. If a clause is given twice, the first one is used and the second is reported. */
export function collectClauses(clauses: readonly RuleClauses[], { report }: Reporter): RuleClauses {
  const collected: Partial<Record<keyof RuleClauses, RuleClauses[keyof RuleClauses]>> = {}
  for (const clause of clauses) {
    for (const [key, value] of Object.entries(clause) as [
      keyof RuleClauses,
      NonNullable<RuleClauses[keyof RuleClauses]>,
    ][]) {
      const earlier = collected[key]
      if (earlier === undefined) {
        collected[key] = value
        continue
      }
      report('TG119', value.span, `expected at most one \`${WORDS[key]}\` clause per rule, found a second one`, {
        related: { span: earlier.span, message: 'the first one is here' },
        ...helpOnSecond(key),
      })
    }
  }
  return collected as RuleClauses
}

function helpOnSecond(key: keyof RuleClauses): { readonly help?: string } {
  if (key === 'costing') return { help: 'write all costs in one clause: `costing 10 if …, 5 if …`' }
  if (key !== 'when' && key !== 'unless') return {}
  return { help: `combine both conditions in one \`${key}\`, with \`${key === 'when' ? 'and' : 'or'}\`` }
}
