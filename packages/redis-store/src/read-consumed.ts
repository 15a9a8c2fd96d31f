import type { Consumed, Reading } from '@tidegate/engine'

const fieldsPerReading = 6
const headFields = 2

/** Reads what the script returned for the charges of one call. */
export function readConsumed(reply: readonly number[]): Consumed {
  const readings: Reading[] = []
  for (let at = headFields; at + fieldsPerReading <= reply.length; at += fieldsPerReading) {
    readings.push({
      admitted: reply[at] === 1,
      remaining: reply[at + 1]!,
      retryAfterMs: reply[at + 2]!,
      nextMs: reply[at + 3]!,
      resetMs: reply[at + 4]!,
      overflow: false,
      ...(reply[at + 5] === 1 && { blocked: true as const }),
    })
  }
  return { admitted: reply[0] === 1, readings }
}

/** The time at which a call counted in its first row. */
export function timeOf(reply: readonly number[]): number {
  return reply[1] ?? 0
}
