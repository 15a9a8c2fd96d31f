/** How much a client wants a media type, and how plainly it said so: 0 not at all, 1 by a wildcard, 2 by type, 3 by name. */
interface Wish {
  readonly quality: number
  readonly plainness: 0 | 1 | 2 | 3
}

/** What stands behind is not looked at: no client that means it sends more. */
const longestAccept = 1_024

const noWish: Wish = { quality: 0, plainness: 0 }

/**
 * Whether a client that sent this Accept field (RFC 9110 §12.5.1) would rather read problem details as JSON than plain text.
 * Only one that names `application/problem+json`, `application/json` or `application/*` would: wildcards, browsers and
 * clients that say nothing get text. Never throws. Linear.
 */
export function prefersJson(accept: string): boolean {
  let json = noWish
  let text = noWish
  for (const [type = '', ...parameters] of acceptParts(accept)) {
    const quality = qualityOf(parameters)
    switch (type) {
      case 'application/problem+json':
      case 'application/json':
        json = plainer(json, { quality, plainness: 3 })
        break
      case 'application/*':
        json = plainer(json, { quality, plainness: 2 })
        break
      case 'text/plain':
        text = plainer(text, { quality, plainness: 3 })
        break
      case 'text/*':
        text = plainer(text, { quality, plainness: 2 })
        break
      case '*/*':
        json = plainer(json, { quality, plainness: 1 })
        text = plainer(text, { quality, plainness: 1 })
    }
  }
  return json.plainness > 1 && json.quality > 0 && json.quality >= text.quality
}

function plainer(known: Wish, next: Wish): Wish {
  if (next.plainness !== known.plainness) return next.plainness > known.plainness ? next : known
  return next.quality > known.quality ? next : known
}

/** The weight among a media range's parameters; 1 where there is none, or none that can be read. */
export function qualityOf(parameters: readonly string[]): number {
  const weight = parameters.find((parameter) => parameter.startsWith('q='))
  if (weight === undefined) return 1
  const quality = Number(weight.slice(2))
  return quality >= 0 && quality <= 1 ? quality : 1
}

/** The media ranges of an Accept field in lower case, each with its parameters; what is longer than anybody means is cut. */
export function acceptParts(accept: string): readonly (readonly string[])[] {
  return accept
    .slice(0, longestAccept)
    .split(',')
    .map((range) =>
      range
        .toLowerCase()
        .split(';')
        .map((part) => part.trim()),
    )
}
