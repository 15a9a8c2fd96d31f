const longestQuote = 64

/** A text in backticks as messages quote it, cut behind 64 characters. */
export function quoteText(text: string): string {
  return text.length <= longestQuote ? `\`${text}\`` : `\`${text.slice(0, longestQuote)}…\``
}
