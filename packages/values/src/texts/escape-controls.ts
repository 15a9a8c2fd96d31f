// C0, DEL and C1 controls; the soft hyphen, and all marks and isolates that are invisible or change the direction of text; line and paragraph
// separators; lone surrogates.
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

/**
 * Escapes, as `\u{…}`, every character in the text that could control a terminal, end or reorder a line, or be invisible: controls, line
 * separators, bidirectional and other formatting characters. Text from clients and policies is displayed through this function. Applying it again
 * has no effect.
 */
export function escapeControls(text: string): string {
  return text.replaceAll(unsafe, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)
}
