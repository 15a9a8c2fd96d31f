import { EOF, tokenMatcher, type IRecognitionException, type IToken } from 'chevrotain'
import { describeToken } from './describe-token.ts'
import type { Reporter } from './reporter.ts'
import { helpOnReserved } from './common-errors/reserved-name.ts'
import { Dash, Day, LeftBrace, NumberText, Reserved, Word } from './tokens.ts'

/** Reports an error of the parser as a diagnostic; `gaps` are offsets of characters that the lexer dropped and has already reported. */
export function explainError(error: IRecognitionException, reporter: Reporter, gaps: readonly number[]): void {
  const { token, message: expected } = error
  const before = 'previousToken' in error ? (error.previousToken as IToken | undefined) : undefined
  const end = before === undefined || before.startOffset < 0 ? 0 : before.startOffset + before.image.length
  const atEnd = tokenMatcher(token, EOF)
  // WHY: where characters were dropped, the cause has already been reported.
  if (gaps.some((gap) => gap >= end && gap <= (atEnd ? end : token.startOffset))) return
  const help = helpFor(error)
  const remarks = help === undefined ? {} : { help }
  // WHY: if something is missing at the end of a line, report it there and not at the beginning of the next line.
  if (end > 0 && (atEnd || /[\r\n]/u.test(reporter.source.text.slice(end, token.startOffset)))) {
    const after = before === undefined ? '' : ` after ${describeToken(before)}`
    reporter.report('TG110', reporter.span(end, end), `expected ${expected}${after}`, remarks)
    return
  }
  const start = atEnd ? end : token.startOffset
  const place = reporter.span(start, start + token.image.length)
  if (expected === Word.LABEL && (tokenMatcher(token, Reserved) || tokenMatcher(token, Day))) {
    const what = tokenMatcher(token, Day) ? 'the name of a day' : 'the reserved word'
    reporter.report('TG121', place, `expected a name, found ${what} \`${token.image}\``, {
      help: helpOnReserved(token),
    })
    return
  }
  reporter.report('TG110', place, `expected ${expected}, found ${describeToken(token)}`, remarks)
}

function helpFor({ message: expected, token }: IRecognitionException): string | undefined {
  if (tokenMatcher(token, Dash)) return '`-` joins two addresses, times or dates; negative numbers are not allowed'
  if (expected === LeftBrace.LABEL) return 'the rules of a `where` block are enclosed in `{` and `}`'
  if (expected.startsWith('a window') && tokenMatcher(token, NumberText)) return 'times are written `04:00-17:00`'
  return undefined
}
