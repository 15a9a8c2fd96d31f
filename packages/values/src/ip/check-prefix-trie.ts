import {
  chainKind,
  entriesOfMany,
  fewKind,
  kindBits,
  kindMask,
  manyKind,
  mostFew,
  popCount,
  type PrefixTableV6,
} from './prefix-trie.ts'

/**
 * Why a lookup in a trie from outside could read outside of it, not end, or give a class that is none; undefined when it
 * cannot. Linear: nodes are read in the order in which they lie, and each must be named once, by a node before it.
 */
export function checkPrefixTrie(table: PrefixTableV6, classCount: number): string | undefined {
  const nodes = table.nodes
  if (!(nodes instanceof Int32Array) || nodes.length === 0) return 'IPv6 nodes are missing'
  // The depth of the node at each place, plus 1; 0 where none was named.
  const depths = new Uint8Array(nodes.length)
  depths[0] = 1
  let named = 1
  const name = (place: number, from: number, depth: number): string | undefined => {
    if (place <= from || place >= nodes.length) return `IPv6 node ${from} names a place outside of the table`
    if (depths[place] !== 0) return `IPv6 node ${place} is named twice`
    if (depth > 15) return `IPv6 node ${place} is below the last byte of an address`
    depths[place] = depth + 1
    named++
    return undefined
  }

  let at = 0
  while (at < nodes.length) {
    const depth = depths[at]! - 1
    if (depth < 0) return `IPv6 node ${at} is named by no other`
    named--
    const header = nodes[at]!
    const size = header >>> kindBits
    const kind = header & kindMask
    let end = at
    let entries = at
    if (kind === chainKind) {
      if (size < 1 || depth + size > 15) return `IPv6 chain ${at} has a wrong length`
      entries = at + 1
      end = at + 3 + ((depth + size - 1) >>> 2) - (depth >>> 2)
      if (end >= nodes.length || nodes[entries]! >= 0 || ~nodes[entries]! >= classCount) {
        return `IPv6 chain ${at} is damaged`
      }
      const problem = name(end, at, depth + size)
      if (problem !== undefined) return problem
    } else {
      if (kind === fewKind ? size > mostFew : kind !== manyKind || size > 255) return `IPv6 node ${at} has a wrong size`
      entries = kind === fewKind ? at + 1 + ((size + 3) >>> 2) : at + entriesOfMany
      end = entries + size + 1
      if (end > nodes.length) return `IPv6 node ${at} ends outside of the table`
      const sorted = kind === fewKind ? slotsAscend(nodes, at, size) : ranksAgree(nodes, at, size)
      if (!sorted) return `slots of IPv6 node ${at} are out of order`
      for (let place = entries; place < end; place++) {
        const entry = nodes[place]!
        const problem = entry < 0 ? undefined : name(entry, at, depth + 1)
        if (problem !== undefined) return problem
        if (entry < 0 && ~entry >= classCount) return `unknown class in IPv6 node ${at}`
      }
    }
    at = end
  }
  return named === 0 ? undefined : 'an IPv6 node is named where none begins'
}

function slotsAscend(nodes: Int32Array, at: number, size: number): boolean {
  let previous = 0
  for (let i = 0; i < size; i++) {
    const slot = (nodes[at + 1 + (i >>> 2)]! >>> ((i & 3) << 3)) & 255
    if (slot <= previous) return false
    previous = slot
  }
  return true
}

function ranksAgree(nodes: Int32Array, at: number, size: number): boolean {
  let begun = 0
  for (let word = 0; word < 8; word++) {
    if (((nodes[at + 9 + (word >>> 2)]! >>> ((word & 3) << 3)) & 255) !== begun) return false
    begun += popCount(nodes[at + 1 + word]!)
  }
  return begun === size && (nodes[at + 1]! & 1) === 0
}
