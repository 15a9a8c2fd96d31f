// C0, DEL, C1; soft hyphen, marks and isolates that change the direction of text or do not show (all of Cf); line and
// paragraph separators; lone surrogates; and the backslash, so that an escape cannot be forged.
const dangerous = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\\]/gu

/**
 * A text that can be shown in a line of a log or a terminal whatever it holds: control characters (C0, C1, DEL), line
 * separators, bidirectional and other invisible controls and backslashes are written as escapes (`\n`, `\x1b`,
 * `\u{202e}`), and after `longest` characters it is cut, which `…` shows. Linear in what is kept.
 */
export function escapeText(text: string, longest: number = 256): string {
  const kept = text.length > longest ? text.slice(0, longest) : text
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
