import type { ClassRuns } from './class-runs.ts'
import { chainKind, entriesOfMany, fewKind, kindBits, manyKind, mostFew, type PrefixTableV6 } from './prefix-trie.ts'

/** Builds the trie of the runs of the IPv6 addresses. Linear in the runs, times the 16 bytes of an address at worst. */
export function buildPrefixTrie(runs: ClassRuns): PrefixTableV6 {
  const writer = new TrieWriter(runs)
  writer.writeNode(1, runs.count, 0, runs.classes[0]!)
  return writer.finish()
}

/** The runs of one node in the making: first slots, and which starts lie inside of each (none: a class alone). */
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
   * Writes the node of a block: the addresses that share the first `depth` bytes with the starts `lo` to `hi - 1`. Class
   * `before` is in force where the block begins.
   */
  writeNode(lo: number, hi: number, depth: number, before: number): void {
    if (lo < hi && this.#isZeroFrom(lo, depth)) this.writeNode(lo + 1, hi, depth, this.#runs.classes[lo]!)
    else if (!this.#writeChain(lo, hi, depth, before)) this.#writeRuns(lo, hi, depth, before)
  }

  /** Writes a chain and what follows, where all starts share their next bytes and both sides of them have one class. */
  #writeChain(lo: number, hi: number, depth: number, before: number): boolean {
    if (lo === hi || this.#runs.classes[hi - 1] !== before) return false
    let end = depth
    while (this.#byte(lo, end) === this.#byte(hi - 1, end)) end++
    if (end === depth) return false
    const first = depth >>> 2
    const words = ((end - 1) >>> 2) - first + 1
    const at = this.#allocate(2 + words)
    this.#nodes[at] = ((end - depth) << kindBits) | chainKind
    this.#nodes[at + 1] = ~before
    for (let i = 0; i < words; i++) this.#nodes[at + 2 + i] = this.#runs.starts[4 * lo + first + i]!
    this.writeNode(lo, hi, end, before)
    return true
  }

  #writeRuns(lo: number, hi: number, depth: number, before: number): void {
    const node = this.#cut(lo, hi, depth, before)
    const extra = node.slots.length - 1
    const entries = extra <= mostFew ? this.#writeFew(node.slots) : this.#writeMany(node.slots)
    for (let i = 0; i <= extra; i++) {
      const from = node.from[i]!
      const to = node.to[i]!
      this.#nodes[entries + i] = from === to ? ~node.before[i]! : this.#length
      if (from !== to) this.writeNode(from, to, depth + 1, node.before[i]!)
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
      // A run without starts inside goes on until the next start; one with a node ends behind its slot.
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
