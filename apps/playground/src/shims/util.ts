/** Returns a text without the escape sequences that colour terminals. */
export function stripVTControlCharacters(text: string): string {
  return text.replaceAll(/(?=\p{Cc})[^\s]\[[\d;]*[a-z]/giu, '')
}
