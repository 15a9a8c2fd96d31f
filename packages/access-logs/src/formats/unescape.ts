/**
 * Returns the text that an escaped part of a log line represents. Supports `\xHH` (nginx, Apache, HAProxy), `\"`, `\\` and the
 * letters of C (Apache), `\uHHHH` and `\/` (nginx with `escape=json`). A backslash before anything else is literal. Linear; never
 * throws.
 */
export function unescape(text: string): string {
  let at = text.indexOf('\\')
  if (at < 0) return text
  let result = ''
  let from = 0
  while (at >= 0) {
    const letter = text.charCodeAt(at + 1)
    const length = letter === 120 ? 4 : letter === 117 ? 6 : 2
    const code = length === 2 ? plainEscape(letter) : hexadecimal(text, at + 2, at + length)
    if (code < 0) {
      at = text.indexOf('\\', at + 1)
      continue
    }
    result += text.slice(from, at) + String.fromCharCode(code)
    from = at + length
    at = text.indexOf('\\', from)
  }
  return result + text.slice(from)
}

/** Decodes percent-escapes; anything that is not an escape is kept. */
export function decodePercent(text: string): string {
  return text.replaceAll(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
}

/** Whether the quote at `at` is escaped: whether an odd number of backslashes precede it, counted back to `start`. */
export function isEscaped(bytes: Uint8Array, at: number, start: number): boolean {
  let backslashes = 0
  while (at - 1 - backslashes >= start && bytes[at - 1 - backslashes] === 92) backslashes++
  return backslashes % 2 === 1
}

function plainEscape(letter: number): number {
  const place = '"\\/nrtbfv'.indexOf(String.fromCharCode(letter))
  return place < 0 ? -1 : '"\\/\n\r\t\b\f\v'.charCodeAt(place)
}

function hexadecimal(text: string, start: number, end: number): number {
  if (end > text.length) return -1
  let value = 0
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    const digit = code >= 48 && code <= 57 ? code - 48 : (code | 32) >= 97 && (code | 32) <= 102 ? (code | 32) - 87 : -1
    if (digit < 0) return -1
    value = value * 16 + digit
  }
  return value
}
