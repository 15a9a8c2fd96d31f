import { acceptParts, qualityOf } from './prefers-json.ts'

/** Media types of refusals that need no plugin. */
const ownTypes: readonly string[] = ['application/problem+json', 'application/json', 'text/plain']

/**
 * The media type among `offered` that a client with this Accept field (RFC 9110 §12.5.1) prefers to JSON and plain text: the client
 * must name the type in full and give it the highest quality; if there are several such types, the first one named. Undefined if there
 * is none: clients that send only wildcards, or no Accept field, get text. Linear.
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
