import { type IpAddress, networkOf } from '@tidegate/values'

/** Admits one event a minute per subject and topic, in a table of fixed size. */
export interface Throttle {
  /**
   * Returns how many events were suppressed since the last admitted one, or -1 if this event is to be suppressed too. A subject is an
   * IPv4 address or an IPv6 /64. A full table evicts the oldest of four entries: then more than one event a minute may be admitted for a subject
   * and topic, but never fewer.
   */
  readonly admit: (topic: number, ip: IpAddress | undefined, nowMs: number) => number
}

const slots = 4096
const ways = 4
const periodMs = 60_000

/** Creates an empty throttle; 96 kB. */
export function createThrottle(): Throttle {
  const keys = new Int32Array(slots * 3)
  const sinceMs = new Float64Array(slots).fill(-Infinity)
  const suppressed = new Uint32Array(slots)

  function admit(topic: number, ip: IpAddress | undefined, nowMs: number): number {
    const network = ip === undefined ? undefined : networkOf(ip, 32, 64)
    const a = (network?.a ?? 0) | 0
    const b = (network?.b ?? 0) | 0
    const kind = (topic << 1) | (network?.family === 6 ? 1 : 0)
    const first = (hashOf(a, b, kind) % (slots / ways)) * ways
    let oldest = first
    for (let slot = first; slot < first + ways; slot++) {
      if (keys[slot * 3] === a && keys[slot * 3 + 1] === b && keys[slot * 3 + 2] === kind) {
        if (nowMs - sinceMs[slot]! < periodMs) {
          suppressed[slot]!++
          return -1
        }
        return start(slot, nowMs)
      }
      if (sinceMs[slot]! < sinceMs[oldest]!) oldest = slot
    }
    keys[oldest * 3] = a
    keys[oldest * 3 + 1] = b
    keys[oldest * 3 + 2] = kind
    suppressed[oldest] = 0
    return start(oldest, nowMs)
  }

  function start(slot: number, nowMs: number): number {
    const count = suppressed[slot]!
    suppressed[slot] = 0
    sinceMs[slot] = nowMs
    return count
  }

  return { admit }
}

function hashOf(a: number, b: number, kind: number): number {
  let hash = Math.imul(a ^ Math.imul(b, 0x9e3779b1) ^ Math.imul(kind, 0x85ebca6b), 0xc2b2ae35)
  hash = Math.imul(hash ^ (hash >>> 15), 0x27d4eb2f)
  return (hash ^ (hash >>> 13)) >>> 0
}
