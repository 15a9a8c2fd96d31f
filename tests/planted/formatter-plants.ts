import type { Plant } from './plant.ts'

const format = 'packages/dsl/src/format'

/** Mistakes in the canonical layout. */
export const formatterPlants: readonly Plant[] = [
  {
    mistake: '`or` inside `and` loses its parentheses',
    file: `${format}/format-condition.ts`,
    find: "wrapped(part, part.kind === 'or' || part.kind === 'and')}`,",
    replace: "wrapped(part, part.kind === 'and')}`,",
    suites: [format],
  },
  {
    mistake: '`not` reaches only the first of several tests',
    file: `${format}/format-condition.ts`,
    find: "return [`not ${wrapped(inner, inner.kind === 'or' || inner.kind === 'and')}`]",
    replace: 'return [`not ${wrapped(inner, false)}`]',
    suites: [format],
  },
  {
    mistake: 'quotes in a text are not escaped',
    file: `${format}/write-literal.ts`,
    find: `const ESCAPES: Readonly<Record<string, string>> = { '"': '\\\\"', `,
    replace: 'const ESCAPES: Readonly<Record<string, string>> = { ',
    suites: [format],
  },
  {
    mistake: 'a comment behind the head of a statement is dropped',
    file: `${format}/attach-comments.ts`,
    find: 'else if (onItsLine && behindHead === undefined) behindHead = comment',
    replace: 'else if (onItsLine) continue',
    suites: [format],
  },
  {
    mistake: '`shadow` is lost',
    file: `${format}/format-rule.ts`,
    find: "const shadow = rule.shadow ? 'shadow ' : ''",
    replace: "const shadow = ''",
    suites: [format],
  },
  {
    mistake: 'the text of a reply is lost',
    file: `${format}/format-rule.ts`,
    find: "${reply.text === undefined ? '' : ` ${writeText(reply.text.text)}`}",
    replace: '',
    suites: [format],
  },
  {
    mistake: 'a range of days becomes its first day',
    file: `${format}/format-set.ts`,
    find: 'days.first.text : `${days.first.text}-${days.last.text}`)',
    replace: 'days.first.text : days.first.text)',
    suites: [format],
  },
  {
    mistake: 'a token that is a word of the language is written bare',
    file: `${format}/write-literal.ts`,
    find: "&& !reservedWords.includes(text) && !['set', 'word', 'catalog'].includes(text)",
    replace: '',
    suites: [format],
  },
]
