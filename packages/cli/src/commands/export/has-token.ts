/**
 * Returns whether a lower-case text contains a token; a token that is a `word` counts only where no letter or digit is next to it. O(text ×
 * token).
 */
export function hasToken(text: string, token: { readonly text: string; readonly word: boolean }): boolean {
  for (let at = text.indexOf(token.text); at >= 0; at = text.indexOf(token.text, at + 1)) {
    const neighbours = `${text.charAt(at - 1)}${text.charAt(at + token.text.length)}`
    if (!token.word || !/[a-z0-9]/.test(neighbours)) return true
  }
  return false
}
