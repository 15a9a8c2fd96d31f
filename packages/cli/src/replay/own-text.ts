/** A copy of a text that is part of a chunk: keeping it does not keep the chunk. Cut after `most` characters, with `…`. */
export function ownText(text: string, most: number): string {
  const short = text.length > most ? text.slice(0, most) : text
  const octets = Buffer.from(short, 'latin1').toString('latin1')
  // Characters beyond Latin-1 come only from escapes in JSON.
  const copy = octets === short ? octets : Buffer.from(short, 'utf16le').toString('utf16le')
  return text.length > most ? `${copy}…` : copy
}
