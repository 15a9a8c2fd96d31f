/** A text to look for in user-agent headers, whatever its case. */
export interface Token {
  readonly text: string
  /** Whether only occurrences count whose neighbours are neither ASCII letters nor digits. */
  readonly word: boolean
}

/**
 * What makes `text` unfit as a token, or `undefined` when it fits: a token is not empty and holds printable ASCII
 * only (U+0020 to U+007E), since headers carry bytes whose encoding nobody states.
 */
export function tokenFault(text: string): string | undefined {
  if (text === '') return 'a token is not empty'
  return /^[\x20-\x7e]*$/.test(text) ? undefined : 'a token must consist of printable ASCII characters'
}
