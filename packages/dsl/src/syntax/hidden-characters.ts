import type { Reporter } from './reporter.ts'

// WHY: bidirectional controls and Unicode line separators can make a policy look different from what it is (trojan source),
// control characters do not belong in source text, and lone surrogates cannot be written to a file.
const REFUSED = /(?![\t\r\n])[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu

/** Matches texts of printable ASCII only: checked first, because almost all policies are such texts. */
const PLAIN = /^[\t\n\r\x20-\x7e]*$/

/** Invisible characters; harmless in a comment, misleading inside a string. */
const INVISIBLE = /[\u00ad\u180e\u200b-\u200d\u2060-\u2065\ufeff]/gu

/** Reports characters that are not allowed anywhere, including in comments. Linear in the text's length. */
export function reportHiddenCharacters({ source, report, span }: Reporter): void {
  if (PLAIN.test(source.text)) return
  for (const match of source.text.matchAll(REFUSED)) {
    const name = nameCharacter(match[0])
    report('TG102', span(match.index, match.index + match[0].length), `\`${name}\` is not allowed in a policy`, {
      help: `${reason(match[0])}; inside a string it can be written as \`\\u{${hex(match[0])}}\``,
      fix: {
        title: `delete \`${name}\``,
        edits: [{ span: span(match.index, match.index + match[0].length), text: '' }],
      },
    })
  }
}

/** Reports invisible characters in a range of the source that is a string. */
export function reportInvisibleCharacters({ source, report, span }: Reporter, start: number, end: number): void {
  for (const match of source.text.slice(start, end).matchAll(INVISIBLE)) {
    const place = span(start + match.index, start + match.index + match[0].length)
    report('TG102', place, `expected visible characters, found the invisible \`${nameCharacter(match[0])}\``, {
      help: `if it is intentional, write \`\\u{${hex(match[0])}}\``,
      fix: { title: `write it as \`\\u{${hex(match[0])}}\``, edits: [{ span: place, text: `\\u{${hex(match[0])}}` }] },
    })
  }
}

/** Whether a text consists of invisible characters only. */
export function areInvisible(text: string): boolean {
  return text.replaceAll(INVISIBLE, '') === ''
}

/** Whether a text consists only of characters that {@link reportHiddenCharacters} reports. */
export function areRefused(text: string): boolean {
  return text.replaceAll(REFUSED, '') === ''
}

/** Returns a character's code point in Unicode notation, such as `U+202E`. */
export function nameCharacter(character: string): string {
  return `U+${hex(character).toUpperCase().padStart(4, '0')}`
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16)
}

function reason(character: string): string {
  if (/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(character))
    return 'it changes the order in which text is displayed'
  if (/[\u2028\u2029]/u.test(character)) return 'some programs display it as a line break and others do not'
  if (/\p{Cs}/u.test(character)) return 'it is half of a surrogate pair'
  return 'it is a control character'
}

/** Whether a character is invisible or not allowed in a policy, so that it must be written as an escape. */
export function isHiddenCharacter(character: string): boolean {
  return areRefused(character) || character === '\r' || areInvisible(character)
}
