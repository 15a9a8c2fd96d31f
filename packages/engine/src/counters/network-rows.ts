import type { Cells } from './cells.ts'
import { findVictim, rebuildSegment } from './make-room.ts'
import { isOverLimit } from './row.ts'
import type { RowLayout } from './row-layout.ts'
import {
  createSegment,
  findSlot,
  hasRoom,
  homeOf,
  insertRow,
  maxHomes,
  probeLength,
  removeRow,
  segmentBytes,
  type Segment,
} from './segment.ts'

/** The two sizes of networks: `near` is an IPv4 /24 or an IPv6 /48, `wide` is a /16 or a /32. */
export type Reach = 'near' | 'wide'

/** Rows of a probe that a row of their network can replace. */
export interface Crowd {
  readonly reach: Reach
  /** The network, as its part of the tag. */
  readonly network: number
}

/** The segments of the networks of both sizes. */
export type NetworkSegments = Record<Reach, Segment | undefined>

// One slot for every 64 rows of the table, for each size of networks.
const rowsPerNetwork = 64
const minSlots = 16
// Least number of the 48 rows of a probe that make their network a crowd, which is a twelfth and a sixth of a table that is full of offenders.
const crowds = { near: 4, wide: 8 } as const
const reaches: readonly Reach[] = ['near', 'wide']

/**
 * The rows of whole networks, for a table that is full of rows over their limit. A network is identified by the second word of the fingerprints of
 * its keys (see `KeyHash`): all of it is a near network, the upper 16 bits are a wide one. Memory is bounded and allocated with the first row.
 */
export class NetworkRows {
  /** Where the last row was found. */
  cells!: Cells
  at = 0

  readonly #slots: number
  readonly #tags = new Int32Array(probeLength)
  readonly #segments: NetworkSegments

  constructor(capacity: number, segments: NetworkSegments = { near: undefined, wide: undefined }) {
    this.#slots = networkSlots(capacity)
    this.#segments = segments
  }

  /** Takes over the rows of a table of the same capacity; all segments of this one exist and are blank. */
  takeOver(former: NetworkRows, nowMs: number): void {
    for (const reach of reaches) {
      const segment = former.#segments[reach]
      if (segment !== undefined) rebuildSegment(segment, this.#segments[reach]!, nowMs)
    }
  }

  /** Finds the row of the nearest network of a tag whose row is over its limit; returns whether there is one. */
  findOverLimit(tag: number, layout: RowLayout, nowMs: number): boolean {
    for (const reach of reaches) {
      if (this.#isOverLimit(reach, networkOfTag(tag, reach), layout, nowMs)) return true
    }
    return false
  }

  /**
   * Finds or inserts the row of a network. Returns false if all slots for it contain rows over their limit. `dry`: inserts nothing, and returns
   * undefined if it would.
   */
  claim({ reach, network }: Crowd, layout: RowLayout, nowMs: number, dry: boolean): boolean | undefined {
    if (this.#find(reach, network, layout, nowMs)) return true
    if (dry && this.#segments[reach] === undefined) return undefined
    const segment = (this.#segments[reach] ??= createSegment(layout, this.#slots))
    const first = firstOf(network)
    const room = hasRoom(segment, first)
    const victim = room ? -1 : findVictim(segment, first, nowMs)
    if (!room && victim < 0) return false
    if (dry) return undefined
    if (victim >= 0) removeRow(segment, victim)
    this.#point(segment, insertRow(segment, first, network, nowMs))
    return true
  }

  /**
   * Chooses rows to remove from a probe that contains only rows over their limit: those of a network whose row is over its limit already, or else
   * those of the network with the most rows, if these are many and its row can be had. A near network comes first. Examines 48 rows.
   */
  crowdIn(segment: Segment, first: number, nowMs: number): Crowd | undefined {
    const { layout } = segment
    const home = homeOf(segment, first)
    const tags = this.#tags
    for (let i = 0; i < probeLength; i++) tags[i] = tagAt(segment, home + i)
    // The rows of a network, near or wide, are consecutive now.
    tags.sort()
    let crowd: Crowd | undefined
    for (const reach of reaches) {
      let start = 0
      let most = crowds[reach] - 1
      let largest: Crowd | undefined
      for (let end = 1; end <= probeLength; end++) {
        const network = networkOfTag(tags[start]!, reach)
        if (end < probeLength && networkOfTag(tags[end]!, reach) === network) continue
        if (this.#isOverLimit(reach, network, layout, nowMs)) return { reach, network }
        if (end - start > most) {
          most = end - start
          largest = { reach, network }
        }
        start = end
      }
      if (crowd === undefined && largest !== undefined && this.claim(largest, layout, nowMs, true) !== false) {
        crowd = largest
      }
    }
    return crowd
  }

  /** Current memory use in bytes. */
  bytes(): number {
    return reaches.reduce((sum, reach) => {
      const segment = this.#segments[reach]
      return sum + (segment === undefined ? 0 : segmentBytes(segment.layout, segment.slots))
    }, 0)
  }

  /** Maximum memory use in bytes. */
  maxBytes(layout: RowLayout): number {
    return reaches.length * segmentBytes(layout, this.#slots)
  }

  #isOverLimit(reach: Reach, network: number, layout: RowLayout, nowMs: number): boolean {
    return this.#find(reach, network, layout, nowMs) && isOverLimit(this.cells, this.at, layout, nowMs)
  }

  #find(reach: Reach, network: number, layout: RowLayout, nowMs: number): boolean {
    const segment = this.segmentOf(reach, layout, nowMs)
    if (segment === undefined || segment.rows === 0) return false
    const slot = findSlot(segment, firstOf(network), network)
    if (slot < 0) return false
    this.#point(segment, slot)
    return true
  }

  /** The rows of the networks of one size, in this layout; undefined as long as there are none. */
  segmentOf(reach: Reach, layout: RowLayout, nowMs: number): Segment | undefined {
    const segment = this.#segments[reach]
    if (segment === undefined || segment.layout === layout) return segment
    const blank = createSegment(layout, this.#slots)
    return (this.#segments[reach] = rebuildSegment(segment, blank, nowMs) ?? blank)
  }

  #point(segment: Segment, slot: number): void {
    this.cells = segment.cells
    this.at = slot * segment.layout.rowBytes
  }
}

/** Home slots for the networks of one size, for a table of this capacity. */
export function networkSlots(capacity: number): number {
  return Math.min(maxHomes, Math.max(minSlots, Math.ceil(capacity / rowsPerNetwork)))
}

/** The near or wide network of a tag. */
export function networkOfTag(tag: number, reach: Reach): number {
  return reach === 'near' ? tag : tag & 0xffff0000
}

/** The tag of the row in a slot. */
export function tagAt(segment: Segment, slot: number): number {
  return segment.cells.words[slot * segment.stride + 1]! | 0
}

// WHY: the near networks of one wide network differ in the lower half, and homes depend on the upper bits.
function firstOf(network: number): number {
  return ((network << 16) ^ network) | 0 || 1
}
