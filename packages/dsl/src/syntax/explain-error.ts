import { EOF, tokenMatcher, type IRecognitionException, type IToken } from 'chevrotain'
import { describeToken } from './describe-token.ts'
import type { Reporter } from './reporter.ts'
import { Dash, LeftBrace, NumberText, Reserved, Word } from './tokens.ts'

/** Reports an error of the parser in words; `gaps` are offsets of characters that the lexer left out and has reported. */
export function explainError(error: IRecognitionException, reporter: Reporter, gaps: readonly number[]): void {
  const { token, message: expected } = error
  const before = 'previousToken' in error ? (error.previousToken as IToken | undefined) : undefined
  const end = before === undefined || before.startOffset < 0 ? 0 : before.startOffset + before.image.length
  const atEnd = tokenMatcher(token, EOF)
  // WHY: where characters were left out, what is missing has been reported already.
  if (gaps.some((gap) => gap >= end && gap <= (atEnd ? end : token.startOffset))) return
  const help = helpFor(error)
  const remarks = help === undefined ? {} : { help }
  // WHY: what is missing at the end of a line is looked for there, not where the next line begins.
  if (end > 0 && (atEnd || /[\r\n]/u.test(reporter.source.text.slice(end, token.startOffset)))) {
    const behind = before === undefined ? '' : ` behind ${describeToken(before)}`
    reporter.report('TG110', reporter.span(end, end), `expected ${expected}${behind}`, remarks)
    return
  }
  const start = atEnd ? end : token.startOffset
  const place = reporter.span(start, start + token.image.length)
  if (expected === Word.LABEL && tokenMatcher(token, Reserved)) {
    reporter.report('TG121', place, `expected a name, found the reserved word \`${token.image}\``, {
      help: 'words of the language cannot be names; choose another one',
    })
    return
  }
  reporter.report('TG110', place, `expected ${expected}, found ${describeToken(token)}`, remarks)
}

function helpFor({ message: expected, token }: IRecognitionException): string | undefined {
  if (tokenMatcher(token, Dash)) return '`-` stands between two addresses, times or dates; no number is negative'
  if (expected === LeftBrace.LABEL) return 'the rules that a `where` guards stand between `{` and `}`'
  if (expected.startsWith('a window') && tokenMatcher(token, NumberText)) return 'times are written `04:00-17:00`'
  return undefined
}
