import type { Fix } from '@tidegate/model'
import type { LimitStatement } from '../../syntax/ast/rules.ts'
import type { Checking } from '../checking.ts'
import { insertFix, replaceFix } from '../report.ts'

/** Returns a fix that restricts a limit to requests for which `test` is true, such as `user is present`. */
export function presenceFix(checking: Checking, { clauses, keySpan }: LimitStatement, test: string): Fix {
  const { when } = clauses
  if (when === undefined) return insertFix({ ...keySpan, start: keySpan.end }, ` when ${test}`, `add \`when ${test}\``)
  const written = checking.sourceText(when.condition.span)
  return replaceFix(
    when.condition.span,
    when.condition.kind === 'or' ? `${test} and (${written})` : `${test} and ${written}`,
    `add \`${test}\` to \`when\``,
  )
}
