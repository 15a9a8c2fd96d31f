/** What precedes a position. */
export type ContextBefore =
  | { readonly kind: 'comment'; readonly start: number; readonly accepts: boolean }
  /** Inside a string, whose opening quote is at `start`. */
  | { readonly kind: 'string'; readonly start: number }
  /** After a part of a word, which begins at `start`; it may be empty. */
  | { readonly kind: 'word'; readonly start: number; readonly startsLine: boolean }

/** Returns what precedes an offset of a text. Looks at one line only, because strings and comments end with it. */
export function contextBefore(text: string, offset: number): ContextBefore {
  let lineStart = offset
  while (lineStart > 0 && !/[\r\n]/u.test(text[lineStart - 1]!)) lineStart--
  let quote: number | undefined
  for (let at = lineStart; at < offset; at++) {
    const character = text[at]
    if (quote !== undefined && character === '\\') at++
    else if (character === '"') quote = quote === undefined ? at : undefined
    else if (character === '#' && quote === undefined) return commentContext(text.slice(at, offset), offset)
  }
  if (quote !== undefined) return { kind: 'string', start: quote }
  let start = offset
  while (start > lineStart && /[\w./+-]/u.test(text[start - 1]!)) start--
  return { kind: 'word', start, startsLine: /^\s*(?:[{}]\s*)?$/u.test(text.slice(lineStart, start)) }
}

function commentContext(before: string, offset: number): ContextBefore {
  const word = /\w*$/u.exec(before)?.[0] ?? ''
  const accepts = /^#\s*accept\s+(?:TG\d+,\s*)*\w*$/u.test(before)
  return { kind: 'comment', start: offset - word.length, accepts }
}
