const minus = 45
const maxMethodLength = 32

/** Returns whether this is a method: a token (RFC 9110 §9.1) that starts with a letter. Anything else is not an HTTP request. */
export function isMethod(bytes: Uint8Array, start: number, end: number): boolean {
  if (end === start || end - start > maxMethodLength) return false
  for (let at = start; at < end; at++) {
    const code = bytes[at]!
    const isLetter = (code | 32) >= 97 && (code | 32) <= 122
    if (!isLetter && !(at > start && (code === minus || code === 95 || (code >= 48 && code <= 57)))) return false
  }
  return true
}
