/** C1 controls and DEL, characters that are invisible or change the direction of text, and line separators: JSON allows them in strings. */
const unsafe = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}<]/gu

/**
 * A value as JSON that is safe to show on a terminal and to write into a document: characters that could control these are written as escapes, which a
 * parser reads as the same text.
 */
export function safeJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(unsafe, (character) =>
    Array.from({ length: character.length }, (_, i) => character.charCodeAt(i))
      .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
      .join(''),
  )
}
