import type { Comment } from '../syntax/ast/leaves.ts'

/** Returns the offset after the last character before `offset` that is neither white space nor part of a comment. */
export function endOfCodeBefore(text: string, offset: number, comments: readonly Comment[]): number {
  let end = offset
  let index = comments.findLastIndex(({ span }) => span.start < offset)
  for (;;) {
    while (end > 0 && /\s/u.test(text.charAt(end - 1))) end--
    const comment = comments[index]
    if (comment === undefined || comment.span.end < end) return end
    end = comment.span.start
    index--
  }
}

/** Returns the offset of the first `{` after an offset, outside of comments. */
export function braceAfter(text: string, offset: number, comments: readonly Comment[]): number {
  let from = offset
  for (;;) {
    const brace = text.indexOf('{', from)
    const around = comments.find(({ span }) => span.start < brace && span.end > brace)
    if (around === undefined) return brace
    from = around.span.end
  }
}

/** Whether there is a line break between two offsets. */
export function breaksLine(text: string, from: number, to: number): boolean {
  return /[\r\n]/u.test(text.slice(from, to))
}

/** Whether there is an empty line between two offsets that have only white space between them. */
export function hasEmptyLine(text: string, from: number, to: number): boolean {
  return (text.slice(from, to).match(/\r\n|\r|\n/gu) ?? []).length > 1
}
