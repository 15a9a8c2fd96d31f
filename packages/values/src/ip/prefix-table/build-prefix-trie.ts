import type { ClassRuns } from './class-runs.ts'
import {
  entriesOfFull,
  entriesOfMany,
  fewKind,
  fullKind,
  kindBits,
  minFull,
  manyKind,
  maxFew,
  pathKind,
  type PrefixTableV6,
  wordsOfPath,
} from './prefix-trie.ts'

/** Builds the trie for runs of IPv6 addresses. Linear in the number of runs, times the 16 bytes of an address in the worst case. */
export function buildPrefixTrie(runs: ClassRuns): PrefixTableV6 {
  const writer = new TrieWriter(runs)
  writer.writeNode(1, runs.count, 0, runs.classes[0]!)
  return writer.finish()
}

/**
 * The runs of a node under construction: the first slot of each run, and the starts inside it. A run without starts inside has a
 * single class.
 */
interface NodeRuns {
  readonly slots: number[]
  readonly from: number[]
  readonly to: number[]
  /** The class at the first address of each run. */
  readonly before: number[]
}

class TrieWriter {
  readonly #runs: ClassRuns
  #nodes: Int32Array
  #length = 0

  constructor(runs: ClassRuns) {
    this.#runs = runs
    this.#nodes = new Int32Array(16 + 4 * runs.count)
  }

  finish(): PrefixTableV6 {
    return { nodes: this.#nodes.slice(0, this.#length) }
  }

  /**
   * Writes the node of a block: the addresses that share the first `depth` bytes with the starts `lo` to `hi - 1`. `before` is the
   * class at the beginning of the block.
   */
  writeNode(lo: number, hi: number, depth: number, before: number): void {
    if (lo < hi && this.#isZeroFrom(lo, depth)) this.writeNode(lo + 1, hi, depth, this.#runs.classes[lo]!)
    else if (!this.#writePath(lo, hi, depth, before)) this.#writeRuns(lo, hi, depth, before)
  }

  /**
   * Writes a path and the node after it, if one class is on both sides of all starts and they share their next byte, or are the two
   * ends of one prefix.
   */
  #writePath(lo: number, hi: number, depth: number, before: number): boolean {
    if (hi - lo < 2 || this.#runs.classes[hi - 1] !== before) return false
    const prefixLength = hi - lo === 2 ? this.#prefixLengthOf(lo) : -1
    let bytes = depth
    while (prefixLength < 0 && this.#byte(lo, bytes) === this.#byte(hi - 1, bytes)) bytes++
    if (prefixLength < 0 && bytes === depth) return false

    const bits = prefixLength < 0 ? 8 * bytes : prefixLength
    const first = depth >>> 2
    const words = ((bits - 1) >>> 5) - first + 1
    const at = this.#allocate(wordsOfPath + words)
    this.#nodes[at] = (bits << kindBits) | pathKind
    this.#nodes[at + 1] = ~before
    this.#nodes[at + 2] = prefixLength < 0 ? this.#length : ~this.#runs.classes[lo]!
    for (let i = 0; i < words; i++) this.#nodes[at + wordsOfPath + i] = this.#runs.starts[4 * lo + first + i]!
    if (prefixLength < 0) this.writeNode(lo, hi, bytes, before)
    return true
  }

  /** The length of the prefix that begins at a start and ends before the next start, or -1 if the run is not a prefix. */
  #prefixLengthOf(start: number): number {
    const starts = this.#runs.starts
    for (let word = 0; word < 4; word++) {
      const first = starts[4 * start + word]!
      const after = starts[4 * start + 4 + word]!
      if (first === after) continue
      const size = after - first
      const isPowerOfTwo = size > 0 && (size & (size - 1)) === 0
      if (!isPowerOfTwo || (first & (size - 1)) !== 0) return -1
      const isBlock = this.#isZeroFrom(start, 4 * word + 4) && this.#isZeroFrom(start + 1, 4 * word + 4)
      return isBlock ? 32 * word + 1 + Math.clz32(size) : -1
    }
    return -1
  }

  #writeRuns(lo: number, hi: number, depth: number, before: number): void {
    const node = this.#cut(lo, hi, depth, before)
    const extra = node.slots.length - 1
    if (extra >= minFull) {
      this.#writeFull(node, depth)
      return
    }
    const entries = extra <= maxFew ? this.#writeFew(node.slots) : this.#writeMany(node.slots)
    for (let i = 0; i <= extra; i++) {
      // Writing may replace the array of nodes, so it comes first.
      const entry = this.#writeEntry(node, i, depth)
      this.#nodes[entries + i] = entry
    }
  }

  /** The entry for a run: its class, or the position of the node that is written for it. */
  #writeEntry(node: NodeRuns, i: number, depth: number): number {
    if (node.from[i] === node.to[i]) return ~node.before[i]!
    const position = this.#length
    this.writeNode(node.from[i]!, node.to[i]!, depth + 1, node.before[i]!)
    return position
  }

  #writeFull(node: NodeRuns, depth: number): void {
    const at = this.#allocate(entriesOfFull + 256)
    this.#nodes[at] = ((node.slots.length - 1) << kindBits) | fullKind
    for (let i = 0; i < node.slots.length; i++) {
      const entry = this.#writeEntry(node, i, depth)
      const end = node.slots[i + 1] ?? 256
      this.#nodes.fill(entry, at + entriesOfFull + node.slots[i]!, at + entriesOfFull + end)
    }
  }

  #cut(lo: number, hi: number, depth: number, before: number): NodeRuns {
    const node: NodeRuns = { slots: [], from: [], to: [], before: [] }
    const add = (slot: number, from: number, to: number, cls: number): void => {
      node.slots.push(slot)
      node.from.push(from)
      node.to.push(to)
      node.before.push(cls)
    }
    let cls = before
    let next = 0
    for (let from = lo; from < hi;) {
      const slot = this.#byte(from, depth)
      let to = from + 1
      while (to < hi && this.#byte(to, depth) === slot) to++
      if (slot > next) add(next, from, from, cls)
      if (this.#isZeroFrom(from, depth + 1)) cls = this.#runs.classes[from++]!
      add(slot, from, to, cls)
      // A run without starts inside extends to the next start; one with a node ends after its slot.
      next = from === to ? 256 : slot + 1
      cls = this.#runs.classes[to - 1]!
      from = to
    }
    if (next < 256) add(next, hi, hi, cls)
    return node
  }

  #writeFew(slots: readonly number[]): number {
    const extra = slots.length - 1
    const slotWords = (extra + 3) >>> 2
    const at = this.#allocate(2 + slotWords + extra)
    this.#nodes[at] = (extra << kindBits) | fewKind
    for (let i = 0; i < extra; i++) {
      const word = at + 1 + (i >>> 2)
      this.#nodes[word] = this.#nodes[word]! | (slots[i + 1]! << ((i & 3) << 3))
    }
    return at + 1 + slotWords
  }

  #writeMany(slots: readonly number[]): number {
    const at = this.#allocate(entriesOfMany + slots.length)
    this.#nodes[at] = ((slots.length - 1) << kindBits) | manyKind
    for (let i = 1; i < slots.length; i++) {
      const word = at + 1 + (slots[i]! >>> 5)
      this.#nodes[word] = this.#nodes[word]! | (1 << (slots[i]! & 31))
    }
    for (let word = 0; word < 8; word++) {
      const begun = slots.filter((slot) => slot > 0 && slot < word * 32).length
      const rank = at + 9 + (word >>> 2)
      this.#nodes[rank] = this.#nodes[rank]! | (begun << ((word & 3) << 3))
    }
    return at + entriesOfMany
  }

  #allocate(words: number): number {
    const at = this.#length
    this.#length = at + words
    if (this.#length > this.#nodes.length) {
      const grown = new Int32Array(Math.max(this.#length, 2 * this.#nodes.length))
      grown.set(this.#nodes)
      this.#nodes = grown
    }
    return at
  }

  #byte(start: number, depth: number): number {
    return (this.#runs.starts[4 * start + (depth >>> 2)]! >>> (24 - ((depth & 3) << 3))) & 255
  }

  /** Whether all bytes of a start from `depth` on are 0. */
  #isZeroFrom(start: number, depth: number): boolean {
    const starts = this.#runs.starts
    let word = depth >>> 2
    if ((depth & 3) !== 0) {
      if (starts[4 * start + word]! << ((depth & 3) << 3) !== 0) return false
      word++
    }
    for (; word < 4; word++) if (starts[4 * start + word] !== 0) return false
    return true
  }
}
