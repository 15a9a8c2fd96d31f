import {
  entriesOfFull,
  entriesOfMany,
  fewKind,
  fullKind,
  kindBits,
  kindMask,
  manyKind,
  maxFew,
  pathKind,
  popCount,
  type PrefixTableV6,
  wordsOfPath,
} from './prefix-trie.ts'

/**
 * Returns why a lookup in an untrusted trie could read out of bounds, not end, or return an unknown class; undefined if it cannot.
 * Linear: nodes are read in the order in which they are stored, and each must be referenced once, by an earlier node.
 */
export function checkPrefixTrie(table: PrefixTableV6, classCount: number): string | undefined {
  const nodes = table.nodes
  if (!(nodes instanceof Int32Array) || nodes.length === 0) return 'IPv6 nodes are missing'
  // The depth of the node at each position, plus 1; 0 if none is referenced there.
  const depths = new Uint8Array(nodes.length)
  depths[0] = 1
  let named = 1
  const name = (position: number, from: number, depth: number): string | undefined => {
    if (position <= from || position >= nodes.length)
      return `IPv6 node ${from} refers to a position outside of the table`
    if (depths[position] !== 0) return `IPv6 node ${position} is referenced twice`
    if (depth > 15) return `IPv6 node ${position} is below the last byte of an address`
    depths[position] = depth + 1
    named++
    return undefined
  }

  let at = 0
  while (at < nodes.length) {
    const depth = depths[at]! - 1
    if (depth < 0) return `IPv6 node ${at} is not referenced`
    named--
    const header = nodes[at]!
    const size = header >>> kindBits
    const kind = header & kindMask
    let end = at
    if (kind === pathKind) {
      if (size <= 8 * depth || size > 128) return `IPv6 path ${at} has a wrong length`
      end = at + wordsOfPath + ((size - 1) >>> 5) - (depth >>> 2) + 1
      if (end > nodes.length) return `IPv6 node ${at} ends outside of the table`
      const other = nodes[at + 1]!
      const entry = nodes[at + 2]!
      if (other >= 0 || (entry >= 0 && size % 8 !== 0)) return `IPv6 path ${at} is damaged`
      if (~other >= classCount || (entry < 0 && ~entry >= classCount)) return `unknown class in IPv6 node ${at}`
      const problem = entry < 0 ? undefined : name(entry, at, size / 8)
      if (problem !== undefined) return problem
    } else {
      const entries = entriesOf(kind, at, size)
      if (entries === undefined) return `IPv6 node ${at} has a wrong size`
      end = entries + (kind === fullKind ? 256 : size + 1)
      if (end > nodes.length) return `IPv6 node ${at} ends outside of the table`
      const sorted =
        kind === fullKind || (kind === fewKind ? slotsAscend(nodes, at, size) : ranksAgree(nodes, at, size))
      if (!sorted) return `slots of IPv6 node ${at} are out of order`
      for (let position = entries; position < end; position++) {
        const entry = nodes[position]!
        const problem = entry < 0 ? undefined : name(entry, at, depth + 1)
        if (problem !== undefined) return problem
        if (entry < 0 && ~entry >= classCount) return `unknown class in IPv6 node ${at}`
      }
    }
    at = end
  }
  return named === 0 ? undefined : 'an IPv6 node is referenced where no node begins'
}

/** The position of the entries of a node that splits by slots, or undefined if its size is invalid. */
function entriesOf(kind: number, at: number, size: number): number | undefined {
  if (size > (kind === fewKind ? maxFew : 255)) return undefined
  if (kind === fewKind) return at + 1 + ((size + 3) >>> 2)
  if (kind === manyKind) return at + entriesOfMany
  return kind === fullKind ? at + entriesOfFull : undefined
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
