/**
 * A string in which every character is one octet (code 0 to 255). robots.txt is compared octet by octet, whatever its
 * encoding, so everything inside the parser works on these; `decodeOctets` makes text of them for people.
 */
export type Octets = string

/** The octets of UTF-8 text or of a stretch of bytes. O(n). */
export function toOctets(bytes: Uint8Array): Octets {
  let octets = ''
  for (let start = 0; start < bytes.length; start += 8192) {
    octets += String.fromCharCode(...bytes.subarray(start, start + 8192))
  }
  return octets
}

/** The text that octets stand for, read as UTF-8; what is not UTF-8 becomes U+FFFD. O(n), free for ASCII. */
export function decodeOctets(octets: Octets): string {
  if (isAscii(octets)) return octets
  const bytes = new Uint8Array(octets.length)
  for (let index = 0; index < octets.length; index++) bytes[index] = octets.charCodeAt(index)
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}

/** True when decoding would change nothing. */
export function isAscii(octets: Octets): boolean {
  for (let index = 0; index < octets.length; index++) {
    if (octets.charCodeAt(index) > 0x7f) return false
  }
  return true
}
