// C0, DEL, C1; the soft hyphen, and marks and isolates that change the direction of text or are invisible (all of Cf); line
// and paragraph separators; lone surrogates; and the backslash, so that an escape cannot be forged.
const dangerous = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\\]/gu

/**
 * The text in a form that is safe on one line of a log or a terminal: control characters (C0, C1, DEL), line separators,
 * bidirectional and other invisible controls and backslashes are written as escapes (`\n`, `\x1b`, `\u{202e}`). It is
 * truncated after `maxLength` characters, marked by `…`. Linear in the part that is kept.
 */
export function escapeText(text: string, maxLength: number = 256): string {
  const kept = text.length > maxLength ? text.slice(0, maxLength) : text
  const escaped = kept.replace(dangerous, escapeCharacter)
  return kept === text ? escaped : `${escaped}…`
}

function escapeCharacter(character: string): string {
  switch (character) {
    case '\\':
      return '\\\\'
    case '\n':
      return '\\n'
    case '\r':
      return '\\r'
    case '\t':
      return '\\t'
  }
  const code = character.codePointAt(0)!
  return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
}
