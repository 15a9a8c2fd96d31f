import { hashText } from './hash-text.ts'
import { createPlaceIndex } from './place-index.ts'

/** A frequent key. */
export interface Hitter {
  readonly key: string
  /** Never too low, and at most `error` too high. */
  readonly count: number
  /** 0 as long as there are no more distinct keys than places. */
  readonly error: number
}

/** The most frequent keys of a stream, in bounded memory (Space-Saving; Metwally, Agrawal, El Abbadi 2005). */
export interface HeavyHitters {
  /**
   * Counts a key; pass its hash if you already have it. The result of `own` is kept instead of the key, so keys may be slices of
   * a larger string. O(log capacity), plus the hash.
   */
  readonly add: (key: string, hash?: number) => void
  /**
   * Returns the keys with the highest counts, highest first; of equal counts the one with the smallest error first, then by key.
   */
  readonly top: (count: number) => readonly Hitter[]
  /** Returns how many keys have been counted. */
  readonly total: () => number
  /** Returns the number of distinct keys; undefined once there were more than places. */
  readonly distinct: () => number | undefined
}

/**
 * Creates a counter of frequent keys with `capacity` places.
 *
 * INVARIANT: a key without a place has occurred at most total / capacity times, and no count is too high by more than that. So
 * every key that makes up more than 1 / capacity of the stream has a place.
 */
export function createHeavyHitters(capacity: number, own: (key: string) => string): HeavyHitters {
  const index = createPlaceIndex(capacity)
  const keys: string[] = []
  const counts = new Float64Array(capacity)
  const errors = new Float64Array(capacity)
  // A heap of places with the lowest count at the top, and the position of each place in it.
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

  /** Gives the new key the place and count of the lowest key: at most that many of its occurrences may have been missed. */
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
