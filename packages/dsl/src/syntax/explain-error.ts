import { EOF, tokenMatcher, type IRecognitionException } from 'chevrotain'
import { describeToken } from './describe-token.ts'
import type { Reporter } from './reporter.ts'
import { Comma, LeftBrace, Reserved, Word } from './tokens.ts'

/** Reports an error of the parser in words; `gaps` are offsets of characters that the lexer left out and has reported. */
export function explainError(error: IRecognitionException, reporter: Reporter, gaps: readonly number[]): void {
  const { token, message: expected } = error
  const previous = 'previousToken' in error ? (error.previousToken as IRecognitionException['token']) : undefined
  const from = previous === undefined || previous.startOffset < 0 ? 0 : previous.startOffset + previous.image.length
  const atEnd = tokenMatcher(token, EOF)
  const start = atEnd ? from : token.startOffset
  // WHY: where characters were left out, what is missing has been reported already.
  if (gaps.some((gap) => gap >= from && gap <= start)) return
  const place = reporter.span(start, atEnd ? start : start + token.image.length)
  if (expected === Word.LABEL && tokenMatcher(token, Reserved)) {
    reporter.report('TG121', place, `expected a name, found the reserved word \`${token.image}\``, {
      help: 'words of the language cannot be names; choose another one',
    })
    return
  }
  const help = helpFor(error, previous)
  reporter.report(
    'TG110',
    place,
    `expected ${expected}, found ${describeToken(token)}`,
    help === undefined ? {} : { help },
  )
}

function helpFor(
  error: IRecognitionException,
  previous: IRecognitionException['token'] | undefined,
): string | undefined {
  if (previous !== undefined && tokenMatcher(previous, Comma)) return 'behind `,` another entry is expected'
  if (error.message === LeftBrace.LABEL) return 'the rules that a `where` guards stand between `{` and `}`'
  return undefined
}
