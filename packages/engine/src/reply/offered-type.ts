import { acceptParts, qualityOf } from './prefers-json.ts'

/** What refusals are written in without any plugin. */
const ownTypes: readonly string[] = ['application/problem+json', 'application/json', 'text/plain']

/**
 * The media type among `offered` in which a client that sent this Accept field (RFC 9110 §12.5.1) would rather read than in JSON or
 * plain text: named in full, and of the highest quality, of several the first named. Undefined for others: wildcards and
 * clients that say nothing get text. Linear.
 */
export function offeredType(accept: string, offered: readonly string[]): string | undefined {
  let best: string | undefined
  let most = 0
  for (const [type = '', ...parameters] of acceptParts(accept)) {
    if (!offered.includes(type) && !ownTypes.includes(type)) continue
    const quality = qualityOf(parameters)
    if (quality <= most) continue
    best = type
    most = quality
  }
  return best !== undefined && offered.includes(best) ? best : undefined
}
