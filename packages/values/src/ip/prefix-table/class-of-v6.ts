import {
  entriesOfFull,
  entriesOfMany,
  fewKind,
  fullKind,
  kindBits,
  kindMask,
  manyKind,
  popCount,
  type PrefixTableV6,
  wordsOfPath,
} from './prefix-trie.ts'

/**
 * Returns the class of the IPv6 address with these words, each taken as 32 bits regardless of its sign. Reads at most one node per
 * byte of an address. The table must have been built here or checked: offsets are not tested.
 */
export function classOfV6(table: PrefixTableV6, a: number, b: number, c: number, d: number): number {
  const nodes = table.nodes
  let at = 0
  let depth = 0
  // The address word that contains the byte at `depth`, with that byte shifted to the top.
  let word = a | 0
  for (;;) {
    const header = nodes[at]!
    const kind = header & kindMask
    const size = header >>> kindBits
    let entry = 0
    if (kind === fullKind) {
      entry = nodes[at + entriesOfFull + (word >>> 24)]!
    } else if (kind === manyKind) {
      const slot = word >>> 24
      const group = slot >>> 5
      const below = (nodes[at + 9 + (group >>> 2)]! >>> ((group & 3) << 3)) & 255
      const begun = nodes[at + 1 + group]! & (-1 >>> (31 - (slot & 31)))
      entry = nodes[at + entriesOfMany + below + popCount(begun)]!
    } else if (kind === fewKind) {
      const slot = word >>> 24
      let rank = 0
      while (rank < size && ((nodes[at + 1 + (rank >>> 2)]! >>> ((rank & 3) << 3)) & 255) <= slot) rank++
      entry = nodes[at + 1 + ((size + 3) >>> 2) + rank]!
    } else {
      const first = depth >>> 2
      const last = (size - 1) >>> 5
      const words = at + wordsOfPath - first
      for (let i = first; i < last; i++) {
        if (nodes[words + i] !== pickWord(i, a, b, c, d)) return ~nodes[at + 1]!
      }
      const difference = nodes[words + last]! ^ pickWord(last, a, b, c, d)
      if (difference >>> (31 - ((size - 1) & 31)) !== 0) return ~nodes[at + 1]!
      entry = nodes[at + 2]!
      if (entry < 0) return ~entry
      at = entry
      depth = size >>> 3
      word = pickWord(depth >>> 2, a, b, c, d) << ((depth & 3) << 3)
      continue
    }
    if (entry < 0) return ~entry
    at = entry
    depth++
    word = (depth & 3) === 0 ? pickWord(depth >>> 2, a, b, c, d) : word << 8
  }
}

function pickWord(index: number, a: number, b: number, c: number, d: number): number {
  return (index < 2 ? (index === 0 ? a : b) : index === 2 ? c : d) | 0
}
