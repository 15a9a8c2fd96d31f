/**
 * Splits flags as a shell does: at spaces, except inside single or double quotes; a backslash keeps the next character, except inside single
 * quotes. Nothing is expanded. Returns undefined if a quote is unterminated.
 */
export function splitFlags(text: string): readonly string[] | undefined {
  const words: string[] = []
  let word: string | undefined
  let quote: string | undefined
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!
    if (character === '\\' && quote !== "'" && at + 1 < text.length) word = (word ?? '') + text[++at]!
    else if (quote !== undefined) {
      if (character === quote) quote = undefined
      else word = (word ?? '') + character
    } else if (character === '"' || character === "'") {
      quote = character
      word ??= ''
    } else if (/\s/u.test(character)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = (word ?? '') + character
  }
  if (quote !== undefined) return undefined
  if (word !== undefined) words.push(word)
  return words
}
