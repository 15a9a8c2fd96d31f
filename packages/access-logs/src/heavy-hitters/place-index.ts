/** A hash index of the places of keys. The owner keeps the keys and compares them. */
export interface PlaceIndex {
  /** Returns the place of the key with this hash for which `isIt` is true; -1 if there is none. */
  readonly find: (hash: number, isIt: (place: number) => boolean) => number
  /** Adds a place that is not in the index, with its hash. */
  readonly put: (place: number, hash: number) => void
  /** Removes a place that is in the index. */
  readonly remove: (place: number) => void
}

/**
 * Creates an index of `capacity` places by open addressing with a load factor of at most 1/2: a lookup of a missing key probes
 * about two slots, and strings are compared only if their hashes are equal.
 */
export function createPlaceIndex(capacity: number): PlaceIndex {
  const size = 2 ** Math.ceil(Math.log2(Math.max(2, capacity) * 2))
  const mask = size - 1
  // A place plus 1; 0 if the slot is empty.
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
    // INVARIANT: no slot between a key's home slot and its actual slot is empty, so keys after the hole move into it if their
    // home slot allows that.
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
