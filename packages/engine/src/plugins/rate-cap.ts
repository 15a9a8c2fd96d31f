/** Limits events to a number per second, with a burst of the same size after a pause (token bucket). */
export interface RateCap {
  readonly admit: (nowMs: number) => boolean
}

/** Creates a full bucket. `nowMs` is from a monotonic clock; time that stops or runs backwards does not refill it. */
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
