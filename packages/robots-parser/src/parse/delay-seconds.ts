/** Seconds between two requests, with what is odd about them; or why the text states none. */
export type DelayReading =
  | { readonly kind: 'delay'; readonly seconds: number; readonly oddity: string | undefined }
  | { readonly kind: 'invalid'; readonly reason: string }

/** A day: longer delays are read as this. */
const longestDelaySeconds: number = 86_400

/**
 * The delay that `10`, `0.5` or `.5` states, in seconds, at most a day; `0` states that there is none. No signs, no
 * exponents, no units. Above 300 seconds many crawlers take the site for closed, which is said as an oddity. O(n).
 */
export function parseDelaySeconds(text: string): DelayReading {
  if (!/^(?:\d+\.?\d*|\.\d+)$/.test(text)) {
    return { kind: 'invalid', reason: 'expected a number of seconds, such as `10` or `0.5`' }
  }
  const stated = Number(text)
  const seconds = Math.min(stated, longestDelaySeconds)
  return { kind: 'delay', seconds, oddity: oddityOf(stated) }
}

function oddityOf(stated: number): string | undefined {
  if (stated > longestDelaySeconds) return 'the delay is read as a day'
  return stated > 300 ? 'crawlers may take a delay above 300 seconds for a closed site' : undefined
}
