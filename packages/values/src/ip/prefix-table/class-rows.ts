/**
 * Assigns numbers to sets of sets: each distinct row of membership bits gets a class, and the empty row is class 0. Bit i of a row
 * is in word `i >>> 5`. Used by one table build.
 */
export class ClassRows {
  readonly rowWords: number
  /** Number of classes so far. */
  count = 1
  #rows: Uint32Array
  #hashes = new Int32Array(16)
  /** Open addressing: class + 1, or 0 for a free slot. */
  #slots = new Int32Array(32)

  constructor(setCount: number) {
    this.rowWords = (setCount + 31) >>> 5
    this.#rows = new Uint32Array(16 * this.rowWords)
    this.#slots[0] = 1
  }

  /** Returns the class of a row; `hash` is the XOR of `hashOfSet` over its sets. Constant except for the comparison of one row. */
  classFor(row: Uint32Array, hash: number): number {
    const mask = this.#slots.length - 1
    let slot = hash & mask
    for (let found = this.#slots[slot]!; found !== 0; found = this.#slots[slot]!) {
      if (this.#hashes[found - 1] === hash && this.#isRow(found - 1, row)) return found - 1
      slot = (slot + 1) & mask
    }
    return this.#add(row, hash)
  }

  /** All rows back to back, class by class. */
  finish(): Uint32Array {
    return this.#rows.slice(0, this.count * this.rowWords)
  }

  #isRow(cls: number, row: Uint32Array): boolean {
    const start = cls * this.rowWords
    for (let i = 0; i < row.length; i++) if (this.#rows[start + i] !== row[i]) return false
    return true
  }

  #add(row: Uint32Array, hash: number): number {
    const cls = this.count++
    if (this.count > this.#hashes.length) this.#grow()
    this.#rows.set(row, cls * this.rowWords)
    this.#hashes[cls] = hash
    this.#occupy(cls)
    return cls
  }

  #grow(): void {
    const rows = new Uint32Array(this.#rows.length * 2)
    rows.set(this.#rows)
    this.#rows = rows
    const hashes = new Int32Array(this.#hashes.length * 2)
    hashes.set(this.#hashes)
    this.#hashes = hashes
    this.#slots = new Int32Array(hashes.length * 2)
    for (let cls = 0; cls < this.count - 1; cls++) this.#occupy(cls)
  }

  #occupy(cls: number): void {
    const mask = this.#slots.length - 1
    let slot = this.#hashes[cls]! & mask
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
    this.#slots[slot] = cls + 1
  }
}

/** A well-mixed 32-bit number for the index of a set (the finalizer of MurmurHash3). */
export function hashOfSet(index: number): number {
  let hash = Math.imul(index + 1, 0x9e3779b1)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
