/**
 * Returns the characters of a text that can control a terminal, end a line or change the direction of text, except those in `allowed`:
 * C0 and C1 controls, DEL, separators of lines and paragraphs, and marks and isolates of the bidirectional algorithm (UAX #9).
 */
export function controlsIn(text: string, allowed = ''): readonly string[] {
  const found = text.match(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu) ?? []
  return found.filter((character) => !allowed.includes(character))
}
