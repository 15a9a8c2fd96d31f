/** Whether a lower-case text holds a token; a `word` only where no letter or digit stands beside it. O(text × token). */
export function hasToken(text: string, token: { readonly text: string; readonly word: boolean }): boolean {
  for (let at = text.indexOf(token.text); at >= 0; at = text.indexOf(token.text, at + 1)) {
    const beside = `${text.charAt(at - 1)}${text.charAt(at + token.text.length)}`
    if (!token.word || !/[a-z0-9]/.test(beside)) return true
  }
  return false
}
