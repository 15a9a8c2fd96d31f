/** A client's preference for a media type. `specificity`: 0 not mentioned, 1 matched by the full wildcard, 2 by the top-level type, 3 by the full name. */
interface Preference {
  readonly quality: number
  readonly specificity: 0 | 1 | 2 | 3
}

/** Number of characters of an Accept field that are read. Real clients send fewer. */
const maxAcceptLength = 1_024

const noPreference: Preference = { quality: 0, specificity: 0 }

/**
 * Whether a client with this Accept field (RFC 9110 §12.5.1) prefers problem details as JSON to plain text. The field must name
 * `application/problem+json`, `application/json` or `application/*`: browsers, and clients that send only wildcards or no Accept
 * field, get text. Never throws. Linear.
 */
export function prefersJson(accept: string): boolean {
  let json = noPreference
  let text = noPreference
  for (const [type = '', ...parameters] of acceptParts(accept)) {
    const quality = qualityOf(parameters)
    switch (type) {
      case 'application/problem+json':
      case 'application/json':
        json = moreSpecific(json, { quality, specificity: 3 })
        break
      case 'application/*':
        json = moreSpecific(json, { quality, specificity: 2 })
        break
      case 'text/plain':
        text = moreSpecific(text, { quality, specificity: 3 })
        break
      case 'text/*':
        text = moreSpecific(text, { quality, specificity: 2 })
        break
      case '*/*':
        json = moreSpecific(json, { quality, specificity: 1 })
        text = moreSpecific(text, { quality, specificity: 1 })
    }
  }
  return json.specificity > 1 && json.quality > 0 && json.quality >= text.quality
}

function moreSpecific(known: Preference, next: Preference): Preference {
  if (next.specificity !== known.specificity) return next.specificity > known.specificity ? next : known
  return next.quality > known.quality ? next : known
}

/** The weight (`q`) among a media range's parameters; 1 if it is missing or invalid. */
export function qualityOf(parameters: readonly string[]): number {
  const weight = parameters.find((parameter) => parameter.startsWith('q='))
  if (weight === undefined) return 1
  const quality = Number(weight.slice(2))
  return quality >= 0 && quality <= 1 ? quality : 1
}

/** The media ranges of an Accept field in lower case, each followed by its parameters. Longer fields are truncated. */
export function acceptParts(accept: string): readonly (readonly string[])[] {
  return accept
    .slice(0, maxAcceptLength)
    .split(',')
    .map((range) =>
      range
        .toLowerCase()
        .split(';')
        .map((part) => part.trim()),
    )
}
