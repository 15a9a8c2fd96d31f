import { chainKind, entriesOfMany, fewKind, kindBits, kindMask, type PrefixTableV6, popCount } from './prefix-trie.ts'

/**
 * The class of the IPv6 address of these words. Reads one node for each byte that tells runs apart, at most 16.
 * Needs a table that was built here or has passed the check: it does not test offsets.
 */
export function classOfV6(table: PrefixTableV6, a: number, b: number, c: number, d: number): number {
  const nodes = table.nodes
  let at = 0
  let depth = 0
  for (;;) {
    const header = nodes[at]!
    const size = header >>> kindBits
    const kind = header & kindMask
    if (kind === chainKind) {
      const end = depth + size
      const first = depth >>> 2
      const last = (end - 1) >>> 2
      for (let word = first; word < last; word++) {
        if (nodes[at + 2 + word - first] !== (pickWord(word, a, b, c, d) | 0)) return ~nodes[at + 1]!
      }
      const rest = (nodes[at + 2 + last - first]! ^ pickWord(last, a, b, c, d)) >>> (24 - (((end - 1) & 3) << 3))
      if (rest !== 0) return ~nodes[at + 1]!
      at += 3 + last - first
      depth = end
      continue
    }
    const slot = (pickWord(depth >>> 2, a, b, c, d) >>> (24 - ((depth & 3) << 3))) & 255
    let entry = 0
    if (kind === fewKind) {
      let rank = 0
      while (rank < size && ((nodes[at + 1 + (rank >>> 2)]! >>> ((rank & 3) << 3)) & 255) <= slot) rank++
      entry = nodes[at + 1 + ((size + 3) >>> 2) + rank]!
    } else {
      const word = slot >>> 5
      const below = (nodes[at + 9 + (word >>> 2)]! >>> ((word & 3) << 3)) & 255
      entry = nodes[at + entriesOfMany + below + popCount(nodes[at + 1 + word]! & (-1 >>> (31 - (slot & 31))))]!
    }
    if (entry < 0) return ~entry
    at = entry
    depth++
  }
}

function pickWord(word: number, a: number, b: number, c: number, d: number): number {
  return word < 2 ? (word === 0 ? a : b) : word === 2 ? c : d
}
