const longestText = 64

/** A text as findings show it, truncated after 64 characters. */
export function clipText(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText)}…`
}

/** A text in backticks as messages quote it, truncated after 64 characters. */
export function quoteText(text: string): string {
  return `\`${clipText(text)}\``
}
