/**
 * Classes of all IPv6 addresses: a trie over the bytes of an address, its nodes in one array, each before those that it names,
 * the root first. A node covers the addresses that share the bytes before its depth. It cuts them by their next byte (the
 * slot) into runs, `n` of which do not begin with slot 0; or it says how they must go on. The words of a node:
 *
 *     few    n << 3 | 0 | first slots of the n runs, four a word, lowest byte first | n + 1 entries         n is at most 8
 *     many   n << 3 | 1 | 8 words: a bit for each slot at which a run begins
 *                       | 2 words: eight bytes, the runs begun before each of those words | n + 1 entries
 *     full   n << 3 | 2 | 256 entries, one a slot
 *     path   m << 3 | 3 | entry for addresses that do not begin with the same m bits, entry for those that do
 *                       | the words of those m bits, from the one on in which the node's depth lies
 *
 * An entry below 0 is the complement of a class, any other the place of a node: one byte deeper, below a path at bit m,
 * which then is a multiple of 8. A run with a node is one slot wide.
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

/** Runs besides the first that a `few` node may have. */
export const maxFew = 8

/** Runs besides the first from which on a node is `full`: its size is then less than twice that of a `many` node. */
export const minFull = 128

/** Where the entries of a `many` node begin. */
export const entriesOfMany = 11

/** Where the entries of a `full` node begin. */
export const entriesOfFull = 1

/** Where the words of a `path` node begin. */
export const wordsOfPath = 3

/** How many bits of a 32-bit word are set. */
export function popCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
