/**
 * A string in which every character is one octet (code 0 to 255). robots.txt is compared octet by octet, whatever its encoding,
 * so the parser works on these; `decodeOctets` converts them to readable text.
 */
export type Octets = string

/** Converts bytes to octets. O(n); nearly all files are ASCII, which the platform converts natively. */
export function toOctets(bytes: Uint8Array): Octets {
  if (isAsciiBytes(bytes)) return new TextDecoder().decode(bytes)
  const pieces: string[] = []
  for (let start = 0; start < bytes.length; start += 8192) {
    // WHY: `apply` reads the array in place; spreading iterates over it, which is ten times slower.
    pieces.push(Reflect.apply(String.fromCharCode, undefined, bytes.subarray(start, start + 8192)))
  }
  return pieces.join('')
}

/** Returns the text of octets, decoded as UTF-8; anything that is not UTF-8 becomes U+FFFD. O(n), free for ASCII. */
export function decodeOctets(octets: Octets): string {
  if (isAscii(octets)) return octets
  const bytes = new Uint8Array(octets.length)
  for (let index = 0; index < octets.length; index++) bytes[index] = octets.charCodeAt(index)
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}

/** Whether decoding would change nothing. */
export function isAscii(octets: Octets): boolean {
  // oxlint-disable-next-line no-control-regex
  return !/[^\u0000-\u007f]/.test(octets)
}

function isAsciiBytes(bytes: Uint8Array): boolean {
  for (const byte of bytes) {
    if (byte > 0x7f) return false
  }
  return true
}
