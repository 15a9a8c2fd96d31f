import { EOF, isOfType } from './token-type.ts'
import { describeToken } from './describe-token.ts'
import type { Mismatch } from './grammar/mismatch.ts'
import type { Reporter } from './reporter.ts'
import { Dash, LeftBrace, NumberText, Reserved, Word } from './tokens.ts'

/** Reports a mismatch in words; `gaps` are offsets of characters that the lexer left out and has reported. */
export function explainError(mismatch: Mismatch, reporter: Reporter, gaps: readonly number[]): void {
  const { token, expected, before } = mismatch
  const end = before === undefined || before.startOffset < 0 ? 0 : before.startOffset + before.image.length
  const atEnd = isOfType(token, EOF)
  // WHY: where characters were left out, what is missing has been reported already.
  if (gaps.some((gap) => gap >= end && gap <= (atEnd ? end : token.startOffset))) return
  const help = helpFor(mismatch)
  const remarks = help === undefined ? {} : { help }
  // WHY: what is missing at the end of a line is looked for there, not where the next line begins.
  if (end > 0 && (atEnd || /[\r\n]/u.test(reporter.source.text.slice(end, token.startOffset)))) {
    const behind = before === undefined ? '' : ` behind ${describeToken(before)}`
    reporter.report('TG110', reporter.span(end, end), `expected ${expected}${behind}`, remarks)
    return
  }
  const start = atEnd ? end : token.startOffset
  const place = reporter.span(start, start + token.image.length)
  if (expected === Word.LABEL && isOfType(token, Reserved)) {
    reporter.report('TG121', place, `expected a name, found the reserved word \`${token.image}\``, {
      help: 'words of the language cannot be names; choose another one',
    })
    return
  }
  reporter.report('TG110', place, `expected ${expected}, found ${describeToken(token)}`, remarks)
}

function helpFor({ expected, token }: Mismatch): string | undefined {
  if (isOfType(token, Dash)) return '`-` stands between two addresses, times or dates; no number is negative'
  if (expected === LeftBrace.LABEL) return 'the rules that a `where` guards stand between `{` and `}`'
  if (expected.startsWith('a window') && isOfType(token, NumberText)) return 'times are written `04:00-17:00`'
  return undefined
}
