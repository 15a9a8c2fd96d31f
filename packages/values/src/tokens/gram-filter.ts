/**
 * An n-gram prefilter, which rules out tokens in most parts of a text without reading every byte: plain data, structured-cloneable.
 *
 * For every token, `stride + gramLength - 1` consecutive bytes are chosen, and `slots` marks each gram (a few consecutive bytes) of
 * them. A scan of the grams that begin at every `stride`th byte of a text meets a marked one wherever there is a token, and `stride`
 * consecutive ones there. In this example grams have 3 bytes and the stride is 4.
 *
 * ```
 *   text     c o m p a t i b l e ;   p e t a l b o t / 1
 *   lookups  ─────   ─────   ─────   ─────   ─────
 *   chosen                           p e t a l b                marks pet, eta, tal, alb
 * ```
 */
export interface GramFilter {
  /** Number of bytes of a gram: 2, 3 or 4. */
  readonly gramLength: number
  /** Distance in bytes between the grams that are looked up; 0 if the tokens are too short for grams. */
  readonly stride: number
  /** Maximum distance from the beginning of a token to a marked gram of it. */
  readonly reach: number
  /** 1 for every marked gram, by `gramSlot`; the length is a power of two. Other grams may share a slot. */
  readonly slots: Uint8Array
}

/** Letters are folded by setting this bit. Other characters are affected too, which can only mark too much. */
const foldBits = 0x20202020

const factor = 0x9e3779b1

/**
 * Returns the position of the first marked gram that begins at `from` or a multiple of the stride after it, ends before `end`, and
 * is part of as many consecutive marked grams as every token has; -1 if there is none. The view must contain four bytes after the
 * beginning of any gram. O((end - from) / stride), in the worst case O(end - from).
 */
export function nextMarkedGram(filter: GramFilter, view: DataView, from: number, end: number): number {
  const { gramLength, stride, slots } = filter
  const shift = Math.clz32(slots.length) + 1
  // WHY: the factor shifts out whatever follows the gram in a word of four bytes.
  const by = factor << (8 * (4 - gramLength))
  const last = end - gramLength
  const lastPair = last - stride
  let at = from | 0
  // WHY: two at a time, because the branch costs as much as the lookup itself.
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

/** The slot of the gram of `gramLength` bytes at a position of an ASCII text. */
export function gramSlot(text: string, at: number, gramLength: number, slotCount: number): number {
  let word = 0
  for (let byte = 0; byte < gramLength; byte++) word |= text.charCodeAt(at + byte) << (8 * byte)
  return Math.imul(word | foldBits, factor << (8 * (4 - gramLength))) >>> (Math.clz32(slotCount) + 1)
}
