import type { IpAddress } from '@tidegate/values'

/** Remembers about which clients a gate has admitted lately, to notice that a refusal hits one of them. */
export interface KnownClients {
  /** Takes a client that was admitted; one call in `oneIn` is remembered. */
  readonly add: (ip: IpAddress) => void
  /** Whether a client that was admitted in the last ten to twenty minutes was remembered. */
  readonly has: (ip: IpAddress) => boolean
}

/** Bits of each generation: with 50,000 remembered clients, one in eleven others is taken for known. */
const size = 2 ** 19
const periodMs = 600_000
/** How many remembered clients pass between two readings of the clock. */
const readEvery = 64
/**
 * WHY not every request: a bit in memory that is not in the caches costs as much as all other counting. A page causes more requests than this, so people are
 * remembered; programs that send one request are, less often.
 */
const rememberedOneIn = 7

/**
 * Creates the memory: two generations of a bit for each client (an IPv6 client is its /64), 128 KB in all, whatever clients send. An answer may be wrong
 * for a client with the bit of another one: it is for statistics only, never for decisions.
 */
export function createKnownClients(monotonicMs: () => number, oneIn: number = rememberedOneIn): KnownClients {
  let young = new Uint32Array(size >>> 5)
  let old = new Uint32Array(size >>> 5)
  let startMs = monotonicMs()
  let left = readEvery
  let skipped = oneIn - 1

  function turn(): void {
    left = readEvery
    const nowMs = monotonicMs()
    const ageMs = nowMs - startMs
    if (ageMs < periodMs) return
    const emptied = old.fill(0)
    const isLate = ageMs >= 2 * periodMs
    old = isLate ? emptied : young
    young = isLate ? young.fill(0) : emptied
    // WHY not from now on in both cases: clients of the older generation are as old as if it had been replaced in time.
    startMs = isLate ? nowMs : startMs + periodMs
  }

  return {
    add: (ip) => {
      if (++skipped < oneIn) return
      skipped = 0
      if (--left === 0) turn()
      const bit = bitOf(ip)
      young[bit >>> 5]! |= 1 << (bit & 31)
    },
    has: (ip) => {
      turn()
      const bit = bitOf(ip)
      const mask = 1 << (bit & 31)
      return ((young[bit >>> 5]! | old[bit >>> 5]!) & mask) !== 0
    },
  }
}

/** Mixes the first 64 bits of an address (the finaliser of MurmurHash3, which is in the public domain). */
function bitOf({ a, b }: IpAddress): number {
  let hash = a ^ Math.imul(b, 0x9e3779b1)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) & (size - 1)
}
