/**
 * Classes of all IPv6 addresses: a trie over the bytes of an address, its nodes back to back in one array. A node covers the
 * addresses that share the bytes before its depth, and cuts them by their next byte (the slot) into runs; `n` is the number
 * of runs that do not begin with slot 0. Words of a node, the header being `size << 2 | kind`:
 *
 *     few    n, 0 | first slots of the n runs, four a word, lowest byte first | n + 1 entries        n is at most 8
 *     many   n, 1 | 8 words: a bit for each slot at which a run begins
 *                 | 2 words: eight bytes, runs begun before each of those words | n + 1 entries
 *     chain  m, 2 | entry for addresses that differ from the chain in their next m bytes
 *                 | the address words in which those bytes lie | the node behind those bytes
 *
 * An entry below 0 is the complement of a class, any other the place of a node; a run with a node is one slot wide.
 */
export interface PrefixTableV6 {
  readonly nodes: Int32Array
}

export const kindBits = 2
export const kindMask = 3
export const fewKind = 0
export const manyKind = 1
export const chainKind = 2

/** Runs besides the first that a `few` node may have. */
export const mostFew = 8

/** Where the entries of a `many` node begin. */
export const entriesOfMany = 11

/** How many bits of a 32-bit word are set. */
export function popCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
