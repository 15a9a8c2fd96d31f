import type { Mutation } from './mutation.ts'

const format = 'packages/dsl/src/format'

/** Errors in the canonical layout. */
export const formatterMutations: readonly Mutation[] = [
  {
    error: '`or` inside `and` loses its parentheses',
    file: `${format}/format-condition.ts`,
    find: "wrapped(part, part.kind === 'or' || part.kind === 'and')}`,",
    replace: "wrapped(part, part.kind === 'and')}`,",
    suites: [format],
  },
  {
    error: '`not` applies only to the first of several tests',
    file: `${format}/format-condition.ts`,
    find: "return [`not ${wrapped(inner, inner.kind === 'or' || inner.kind === 'and')}`]",
    replace: 'return [`not ${wrapped(inner, false)}`]',
    suites: [format],
  },
  {
    error: 'quotes in a text are not escaped',
    file: `${format}/write-literal.ts`,
    find: `const ESCAPES: Readonly<Record<string, string>> = { '"': '\\\\"', `,
    replace: 'const ESCAPES: Readonly<Record<string, string>> = { ',
    suites: [format],
  },
  {
    error: 'a comment after the head of a statement is dropped',
    file: `${format}/attach-comments.ts`,
    find: 'else if (onItsLine && afterHead === undefined) afterHead = comment',
    replace: 'else if (onItsLine) continue',
    suites: [format],
  },
  {
    error: '`shadow` is lost',
    file: `${format}/format-rule.ts`,
    find: "const shadow = rule.shadow ? 'shadow ' : ''",
    replace: "const shadow = ''",
    suites: [format],
  },
  {
    error: 'the text of a reply is lost',
    file: `${format}/format-rule.ts`,
    find: '${formatReplyBody(reply)}',
    replace: '',
    suites: [format],
  },
  {
    error: 'a range of days becomes its first day',
    file: `${format}/format-set.ts`,
    find: 'days.first.text : `${days.first.text}-${days.last.text}`)',
    replace: 'days.first.text : days.first.text)',
    suites: [format],
  },
  {
    error: 'a token that is a keyword is written without quotes',
    file: `${format}/write-literal.ts`,
    find: "&& !reservedWords.includes(text) && !['set', 'word', 'catalog'].includes(text)",
    replace: '',
    suites: [format],
  },
  {
    error: 'the target of a redirect is written as a text',
    file: 'packages/dsl/src/format/format-rule.ts',
    find: 'if (to !== undefined) return ` to ${writeText(to.text)}`',
    replace: 'if (to !== undefined) return ` ${writeText(to.text)}`',
    suites: ['packages/dsl/src/format'],
  },
]
