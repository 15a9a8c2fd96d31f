/**
 * Returns a value as JSON that consists of printable ASCII only, on one line: it can end no line, control no terminal and reorder no text, and its
 * length is its number of bytes.
 */
export function safeJson(value: unknown): string {
  const json = JSON.stringify(value)
  return beyondAscii.test(json) ? json.replaceAll(eachBeyondAscii, escaped) : json
}

const beyondAscii = /[^ -~]/
const eachBeyondAscii = /[^ -~]/g

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
