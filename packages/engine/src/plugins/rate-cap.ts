/** Lets so many through in a second, and as many at once after a pause (token bucket). */
export interface RateCap {
  readonly admit: (nowMs: number) => boolean
}

/** A full bucket. `nowMs` of a monotonic clock; time that stands still or runs back fills nothing. */
export function createRateCap(perSecond: number): RateCap {
  const depth = Math.max(1, perSecond)
  let tokens = depth
  let lastMs = -Infinity
  return {
    admit: (nowMs) => {
      if (nowMs > lastMs) {
        tokens = Math.min(depth, tokens + (lastMs === -Infinity ? 0 : ((nowMs - lastMs) * perSecond) / 1000))
        lastMs = nowMs
      }
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
  }
}
