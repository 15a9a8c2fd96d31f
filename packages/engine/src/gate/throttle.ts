import { type IpAddress, networkOf } from '@tidegate/values'
import { halfSipHash } from '../counters/half-siphash.ts'

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

/**
 * Creates an empty throttle; 96 kB. `random` returns whole numbers of 32 random bits for the secret key of its hash; default: the platform's secure
 * generator.
 *
 * WHY: without a secret key, a client could look for networks that share a set and displace each other, so that each of its requests is an event.
 */
export function createThrottle(random: () => number = secureRandom): Throttle {
  const key0 = random()
  const key1 = random()
  const subject = new Uint32Array(3)
  const hash = new Uint32Array(2)
  const keys = new Int32Array(slots * 3)
  const sinceMs = new Float64Array(slots).fill(-Infinity)
  const suppressed = new Uint32Array(slots)

  function admit(topic: number, ip: IpAddress | undefined, nowMs: number): number {
    const network = ip === undefined ? undefined : networkOf(ip, 32, 64)
    const a = (network?.a ?? 0) | 0
    const b = (network?.b ?? 0) | 0
    const kind = (topic << 1) | (network?.family === 6 ? 1 : 0)
    const first = firstSlotOf(a, b, kind)
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

  /** The first slot of the set of a subject and topic. */
  function firstSlotOf(a: number, b: number, kind: number): number {
    subject[0] = a
    subject[1] = b
    subject[2] = kind
    halfSipHash(subject, 3, key0, key1, hash)
    return (hash[0]! % (slots / ways)) * ways
  }

  return { admit }
}

function secureRandom(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!
}
