import { hashText } from './hash-text.ts'
import { createPlaceIndex } from './place-index.ts'

/** A key that came often. */
export interface Hitter {
  readonly key: string
  /** Never too low, and at most `error` too high. */
  readonly count: number
  /** 0 while there are no more different keys than places. */
  readonly error: number
}

/** The keys that come most often in a stream, in bounded memory (Space-Saving; Metwally, Agrawal, El Abbadi 2005). */
export interface HeavyHitters {
  /**
   * Counts a key, whose hash may be known already. What `own` gives is kept, so that keys may be parts of something larger.
   * O(log capacity), beside the hash.
   */
  readonly add: (key: string, hash?: number) => void
  /** The keys counted highest, the highest first; of equal counts the surest first, then by key. */
  readonly top: (count: number) => readonly Hitter[]
  /** How many keys have been counted. */
  readonly total: () => number
  /** How many different keys there were; undefined once there were more than places. */
  readonly distinct: () => number | undefined
}

/**
 * Hitters in `capacity` places. INVARIANT: of every key, whether it has a place or not, at most total / capacity occurrences are
 * not counted for it, and no count is higher than the truth by more than that. So every key that makes up more than a
 * `capacity`-th of the stream has a place.
 */
export function createHeavyHitters(capacity: number, own: (key: string) => string): HeavyHitters {
  const index = createPlaceIndex(capacity)
  const keys: string[] = []
  const counts = new Float64Array(capacity)
  const errors = new Float64Array(capacity)
  // A heap of places, the lowest count on top, and where each place stands in it.
  const heap = new Int32Array(capacity)
  const heapAt = new Int32Array(capacity)
  let total = 0
  let isFull = false

  let sought = ''
  const isSought = (place: number): boolean => keys[place] === sought

  function add(key: string, hash = hashText(key)): void {
    total++
    sought = key
    const place = index.find(hash, isSought)
    if (place >= 0) {
      counts[place]!++
      sink(heapAt[place]!)
    } else if (keys.length < capacity) begin(key, hash)
    else replaceLowest(key, hash)
  }

  function begin(key: string, hash: number): void {
    const place = keys.push(own(key)) - 1
    index.put(place, hash)
    counts[place] = 1
    put(place, place)
    rise(place)
  }

  /** The new key takes over the count of the lowest: so much may have been missed of it. */
  function replaceLowest(key: string, hash: number): void {
    isFull = true
    const place = heap[0]!
    index.remove(place)
    index.put(place, hash)
    keys[place] = own(key)
    errors[place] = counts[place]!
    counts[place]!++
    sink(0)
  }

  function put(at: number, place: number): void {
    heap[at] = place
    heapAt[place] = at
  }

  function rise(from: number): void {
    let at = from
    const place = heap[at]!
    while (at > 0) {
      const above = (at - 1) >>> 1
      if (counts[heap[above]!]! <= counts[place]!) break
      put(at, heap[above]!)
      at = above
    }
    put(at, place)
  }

  function sink(from: number): void {
    let at = from
    const place = heap[at]!
    for (;;) {
      let below = at * 2 + 1
      if (below >= keys.length) break
      if (below + 1 < keys.length && counts[heap[below + 1]!]! < counts[heap[below]!]!) below++
      if (counts[heap[below]!]! >= counts[place]!) break
      put(at, heap[below]!)
      at = below
    }
    put(at, place)
  }

  function top(count: number): readonly Hitter[] {
    return keys
      .map((key, place): Hitter => ({ key, count: counts[place]!, error: errors[place]! }))
      .toSorted((x, y) => y.count - x.count || x.error - y.error || (x.key < y.key ? -1 : 1))
      .slice(0, count)
  }

  return { add, top, total: () => total, distinct: () => (isFull ? undefined : keys.length) }
}
