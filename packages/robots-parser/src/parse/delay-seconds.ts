/** The seconds between two requests, with anything odd about them; or why the text is invalid. */
export type DelayReading =
  | { readonly kind: 'delay'; readonly seconds: number; readonly oddity: string | undefined }
  | { readonly kind: 'invalid'; readonly reason: string }

/** One day: longer delays are reduced to this. */
const maxDelaySeconds: number = 86_400

/**
 * Parses a delay in seconds such as `10`, `0.5` or `.5`, at most a day; `0` means that there is no delay. Signs, exponents and
 * units are not allowed. Many crawlers consider a site with a delay above 300 seconds closed, which is reported as an oddity.
 * O(n).
 */
export function parseDelaySeconds(text: string): DelayReading {
  if (!/^(?:\d+\.?\d*|\.\d+)$/.test(text)) {
    return { kind: 'invalid', reason: 'expected a number of seconds, such as `10` or `0.5`' }
  }
  const stated = Number(text)
  const seconds = Math.min(stated, maxDelaySeconds)
  return { kind: 'delay', seconds, oddity: oddityOf(stated) }
}

function oddityOf(stated: number): string | undefined {
  if (stated > maxDelaySeconds) return 'the delay is reduced to one day'
  return stated > 300 ? 'crawlers may ignore a site with a delay above 300 seconds' : undefined
}
