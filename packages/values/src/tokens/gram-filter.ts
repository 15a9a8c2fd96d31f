/**
 * What tells the places of a text near which no token can be, without looking at each of its bytes: data only,
 * structured-cloneable.
 *
 * Of every token, `stride + gramLength - 1` bytes in a row were chosen, and `slots` marks each gram (a few bytes in a
 * row) of them. Whoever looks at the grams that begin at every `stride`th byte of a text comes upon a marked one wherever a
 * token is, and finds `stride` of them in a row there. Below, grams have 3 bytes and the stride is 4.
 *
 * ```
 *   text     c o m p a t i b l e ;   p e t a l b o t / 1
 *   looks    ─────   ─────   ─────   ─────   ─────
 *   chosen                           p e t a l b                marks pet, eta, tal, alb
 * ```
 */
export interface GramFilter {
  /** The bytes of a gram: 2, 3 or 4. */
  readonly gramLength: number
  /** How many bytes apart grams have to be looked at; 0 where the tokens are too short for grams. */
  readonly stride: number
  /** How far before a marked gram the token that it belongs to can begin. */
  readonly reach: number
  /** 1 for every marked gram, by `gramSlot`; a power of two of them. Other grams may share a slot. */
  readonly slots: Uint8Array
}

/** Letters are folded by this bit. Other characters lose it too, which marks too much, never too little. */
const foldBits = 0x20202020

const factor = 0x9e3779b1

/**
 * The place of the first marked gram that begins at `from`, or a multiple of the stride behind it, and ends before `end`, and stands among
 * as many marked ones in a row as every token has; -1 where there is none. The view holds four bytes behind any gram's beginning.
 * O((end - from) / stride), and at worst O(end - from).
 */
export function nextMarkedGram(filter: GramFilter, view: DataView, from: number, end: number): number {
  const { gramLength, stride, slots } = filter
  const shift = Math.clz32(slots.length) + 1
  // WHY: the factor pushes out whatever stands behind the gram in a word of four bytes.
  const by = factor << (8 * (4 - gramLength))
  const last = end - gramLength
  const lastPair = last - stride
  let at = from | 0
  // WHY: two at a time, since the branch costs as much as the look itself.
  for (; at <= lastPair; at = (at + 2 * stride) | 0) {
    const one = slots[slotAt(view, at, by, shift)]!
    const other = slots[slotAt(view, at + stride, by, shift)]!
    if ((one | other) !== 0) break
  }
  for (; at <= last; at = (at + stride) | 0) {
    if (slots[slotAt(view, at, by, shift)] === 0) continue
    let first = at
    while (first > 0 && at - first < stride && slots[slotAt(view, first - 1, by, shift)] !== 0) first--
    let next = at + 1
    while (next <= last && next - first < stride && slots[slotAt(view, next, by, shift)] !== 0) next++
    if (next - first >= stride) return at
  }
  return -1
}

function slotAt(view: DataView, at: number, by: number, shift: number): number {
  return Math.imul(view.getUint32(at, true) | foldBits, by) >>> shift
}

/** The slot of the gram of `gramLength` bytes that a text of ASCII holds at a place. */
export function gramSlot(text: string, at: number, gramLength: number, slotCount: number): number {
  let word = 0
  for (let byte = 0; byte < gramLength; byte++) word |= text.charCodeAt(at + byte) << (8 * byte)
  return Math.imul(word | foldBits, factor << (8 * (4 - gramLength))) >>> (Math.clz32(slotCount) + 1)
}
