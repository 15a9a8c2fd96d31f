import { classifiedTokens } from '@tidegate/dsl/tools'
import type { Span } from '@tidegate/model'

/** A word of a text. */
export interface WordAt {
  readonly name: string
  readonly span: Pick<Span, 'start' | 'end'>
  readonly isKeyword: boolean
}

/** Returns the word at an offset, also in a statement that cannot be parsed; undefined in comments and strings. */
export function nameAt(text: string, offset: number): WordAt | undefined {
  // WHY: no token contains a line break, so the line suffices.
  const start = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1
  const end = /[\r\n]|$/u.exec(text.slice(offset))!.index + offset
  const token = classifiedTokens(text.slice(start, end)).find((each) => {
    return (
      (each.kind === 'word' || each.kind === 'keyword') && each.start + start <= offset && offset <= each.end + start
    )
  })
  if (token === undefined) return undefined
  const span = { start: token.start + start, end: token.end + start }
  return { name: token.text, span, isKeyword: token.kind === 'keyword' }
}
