import { isUtf8 } from 'node:buffer'

/**
 * What octets, one character each, say to people: their text where they are UTF-8, else each octet as the character of its number. A text
 * that holds more than octets already is returned as it is.
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
  // A text that was cut may end inside a character.
  const cut = text.replace(/\ufffd…?$/, '…')
  return cut.includes('\ufffd') ? octets : cut
}
