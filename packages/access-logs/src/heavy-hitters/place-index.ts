/** Finds the places of keys by their hashes. Whoever owns it knows the keys. */
export interface PlaceIndex {
  /** The place of the key with this hash of which `isIt` says yes; -1 where there is none. */
  readonly find: (hash: number, isIt: (place: number) => boolean) => number
  /** Remembers the hash of a place, which has none. */
  readonly put: (place: number, hash: number) => void
  /** Forgets a place, which has one. */
  readonly remove: (place: number) => void
}

/**
 * An index of `capacity` places: open addressing at a load of at most a half, so that a key that is not there costs about two looks, and
 * texts are compared only where hashes are equal.
 */
export function createPlaceIndex(capacity: number): PlaceIndex {
  const size = 2 ** Math.ceil(Math.log2(Math.max(2, capacity) * 2))
  const mask = size - 1
  // A place and one more, 0 for nothing.
  const slots = new Int32Array(size)
  const hashes = new Uint32Array(capacity)

  function find(hash: number, isIt: (place: number) => boolean): number {
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const place = slots[slot]! - 1
      if (place < 0) return -1
      if (hashes[place] === hash && isIt(place)) return place
    }
  }

  function put(place: number, hash: number): void {
    hashes[place] = hash
    let slot = hash & mask
    while (slots[slot] !== 0) slot = (slot + 1) & mask
    slots[slot] = place + 1
  }

  function remove(place: number): void {
    let hole = hashes[place]! & mask
    while (slots[hole] !== place + 1) hole = (hole + 1) & mask
    // INVARIANT: from where a key should stand to where it stands, no slot is empty: what comes behind the hole moves into it where it may.
    for (let slot = (hole + 1) & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const home = hashes[slots[slot]! - 1]! & mask
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue
      slots[hole] = slots[slot]!
      hole = slot
    }
    slots[hole] = 0
  }

  return { find, put, remove }
}
