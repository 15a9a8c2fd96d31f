import type { IpListOptions, ParsedIpList } from './ip-list.ts'
import { IpListReader } from './ip-list-reader.ts'

/**
 * Parses a list of addresses in text form: addresses, prefixes and ranges `first - last`, one per line or separated by commas. `#`,
 * `;` and `//` begin a comment that extends to the end of the line; blank lines and blank entries are ignored. In a line of several
 * columns, separated by tabs or blanks, the first is the entry, or the first two are a range: see the README. Bytes are UTF-8, and a
 * byte order mark is skipped. Never throws; linear, about half a second for a million prefixes; bytes are decoded piece by piece.
 */
export function parseIpList(source: string | Uint8Array, options: IpListOptions = {}): ParsedIpList {
  const reader = new IpListReader(options)
  if (typeof source === 'string') reader.push(source.startsWith('\ufeff') ? source.slice(1) : source)
  else if (isUtf16(source)) reader.refuse('the text is UTF-16, expected UTF-8')
  else {
    const decoder = new TextDecoder()
    for (let at = 0; at < source.length && !reader.isFull; at += chunkBytes) {
      reader.push(decoder.decode(source.subarray(at, at + chunkBytes), { stream: true }))
    }
    reader.push(decoder.decode())
  }
  return reader.finish()
}

const chunkBytes = 65_536

function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
}
