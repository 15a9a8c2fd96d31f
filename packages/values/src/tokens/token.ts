/** A text that is searched in user-agent headers, ignoring case. */
export interface Token {
  readonly text: string
  /** Whether only occurrences between characters other than ASCII letters and digits count. */
  readonly word: boolean
}

/**
 * Returns why `text` is not a valid token, or `undefined` if it is: a token is not empty and consists of printable ASCII (U+0020 to
 * U+007E), because the encoding of header bytes is not known.
 */
export function tokenFault(text: string): string | undefined {
  if (text === '') return 'a token must not be empty'
  return /^[\x20-\x7e]*$/.test(text) ? undefined : 'a token must consist of printable ASCII characters'
}
