/**
 * A text with its escapes as request paths have them: unreserved characters decoded, hex digits in upper case, and what no
 * path holds raw (RFC 3986 §3.3: spaces, `"<>^{|}`, the grave accent, everything beyond ASCII) as UTF-8 escapes; `undefined`
 * where a `%` does not begin an escape. RFC 3986 §6.2.2. O(length).
 */
export function normaliseEscapes(text: string): string | undefined {
  if (/%(?![\dA-Fa-f]{2})/.test(text)) return undefined
  return escapeRaw(text.replaceAll(/%[\dA-Fa-f]{2}/g, (escape) => decodeUnreserved(escape) ?? escape.toUpperCase()))
}

/**
 * A text in which what no target holds raw is written as UTF-8 escapes; its own escapes stay as they are. Broken UTF-16 stays
 * too. O(length).
 */
export function escapeRaw(text: string): string {
  return text.replaceAll(/[ "<>^`{|}\u{80}-\u{10ffff}]+/gu, (outside) =>
    outside.isWellFormed() ? encodeURIComponent(outside) : outside,
  )
}

/** The unreserved character (RFC 3986 §2.3) that an escape stands for, or `undefined` where it stands for none. */
export function decodeUnreserved(escape: string): string | undefined {
  const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16))
  return /[\w.~-]/.test(character) ? character : undefined
}
