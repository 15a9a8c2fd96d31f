import type { Reply } from '@tidegate/engine/http'

/**
 * Maximum size of the header fields of an answer for nginx, in bytes. WHY: nginx reads the head of an answer into one buffer of 4 or 8 kB; a longer
 * head becomes a 500.
 */
const maxHeadBytes = 3_000

/** The fields without those about rates, if all of them together are too long for a proxy's buffer. */
export function boundedFields(headers: Reply['headers']): Reply['headers'] {
  if (sizeOf(headers) <= maxHeadBytes) return headers
  const entries = Object.entries(headers).filter(([name]) => !name.includes('ratelimit'))
  return Object.fromEntries(entries)
}

function sizeOf(headers: Reply['headers']): number {
  let size = 0
  for (const name in headers) size += name.length + headers[name]!.length + 4
  return size
}
