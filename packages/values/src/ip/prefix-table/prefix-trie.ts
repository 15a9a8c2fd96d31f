/**
 * Classes of all IPv6 addresses: a trie over the bytes of an address, with its nodes in one array, the root first and each node before
 * those that it refers to. A node covers the addresses that share the bytes before its depth. It splits them by their next byte (the
 * slot) into runs, `n` of which do not begin with slot 0; or it compares the bits that follow (`path`). The words of a node:
 *
 *     few    n << 3 | 0 | first slots of the n runs, four per word, lowest byte first | n + 1 entries         n is at most 8
 *     many   n << 3 | 1 | 8 words: a bit for each slot at which a run begins
 *                       | 2 words: eight bytes, the runs begun before each of those words | n + 1 entries
 *     full   n << 3 | 2 | 256 entries, one per slot
 *     path   m << 3 | 3 | entry for addresses that do not begin with the same m bits, entry for those that do
 *                       | the words of those m bits, beginning with the one that contains the node's depth
 *
 * An entry below 0 is the complement of a class; any other is the position of a node, which is one byte deeper, or after a path at
 * bit m, which is a multiple of 8 in this case. A run with a node is one slot wide.
 */
export interface PrefixTableV6 {
  readonly nodes: Int32Array
}

export const kindBits = 3
export const kindMask = 7
export const fewKind = 0
export const manyKind = 1
export const fullKind = 2
export const pathKind = 3

/** Maximum number of runs of a `few` node in addition to the first one. */
export const maxFew = 8

/**
 * Number of runs in addition to the first one from which on a node is `full`: its size is then less than twice that of a `many`
 * node.
 */
export const minFull = 128

/** Offset of the entries of a `many` node. */
export const entriesOfMany = 11

/** Offset of the entries of a `full` node. */
export const entriesOfFull = 1

/** Offset of the words of a `path` node. */
export const wordsOfPath = 3

/** Number of bits that are set in a 32-bit word. */
export function popCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
