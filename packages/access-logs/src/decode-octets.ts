import { isUtf8 } from 'node:buffer'

/**
 * Returns the readable text of a string with one character per octet: decoded as UTF-8 if it is valid UTF-8, and otherwise as
 * Latin-1. A string that already has characters above 255 is returned unchanged.
 */
export function decodeOctets(octets: string): string {
  for (let at = 0; at < octets.length; at++) {
    const code = octets.charCodeAt(at)
    if (code > 255) return octets
    if (code > 127) return decode(octets)
  }
  return octets
}

function decode(octets: string): string {
  const bytes = Buffer.from(octets, 'latin1')
  const text = bytes.toString('utf8')
  if (isUtf8(bytes)) return text
  // A string that was cut may end inside a character.
  const cut = text.replace(/\ufffd…?$/, '…')
  return cut.includes('\ufffd') ? octets : cut
}
