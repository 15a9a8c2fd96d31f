import { type GramFilter, gramSlot } from './gram-filter.ts'

/** Number of slots per marked gram, so that few other grams share a slot. */
const slotsPerGram = 64

const minSlots = 1 << 12

const maxSlots = 1 << 18

/** Maximum offset of a token's chosen bytes. */
const maxReach = 16

/** Cost of a position near which there may be a token, in grams. */
const candidateCost = 40

/**
 * Builds the filter for the tokens, in lower case, that costs least on the usual texts: long grams are rarer, short ones allow a
 * longer stride, and a stride below the maximum leaves more choice of which bytes of a token to mark. O(total length of the tokens
 * and the usual texts).
 */
export function buildGramFilter(tokens: readonly string[], usual: readonly string[]): GramFilter {
  const shortest = tokens.reduce((least, token) => Math.min(least, token.length), Infinity)
  let best: GramFilter = { gramLength: 2, stride: 0, reach: 0, slots: new Uint8Array(2) }
  let minCost = Infinity
  for (let gramLength = 2; gramLength <= Math.min(4, shortest); gramLength++) {
    const longest = Math.min(shortest - gramLength + 1, maxReach)
    for (let stride = longest, marked = Infinity; stride > 0 && marked > 0; stride >>>= 1) {
      const filter = filterOf(tokens, usual, gramLength, stride)
      marked = marksMet(filter, usual)
      const cost = (1 + candidateCost * marked) / stride
      if (cost >= minCost) continue
      best = filter
      minCost = cost
    }
  }
  return best
}

function filterOf(tokens: readonly string[], usual: readonly string[], gramLength: number, stride: number): GramFilter {
  // WHY: tokens share grams, so their number is only known once they have been marked.
  const roomy = markGrams(tokens, usual, gramLength, stride, slotCountFor(tokens.length * stride))
  const slotCount = slotCountFor(countMarks(roomy))
  return slotCount < roomy.slots.length ? markGrams(tokens, usual, gramLength, stride, slotCount) : roomy
}

function markGrams(
  tokens: readonly string[],
  usual: readonly string[],
  gramLength: number,
  stride: number,
  slotCount: number,
): GramFilter {
  const slots = new Uint8Array(slotCount)
  const usualCosts = new Uint32Array(slotCount)
  for (const text of usual) {
    for (let at = 0; at + gramLength <= text.length; at++) {
      usualCosts[gramSlot(text, at, gramLength, slotCount)]! += candidateCost
    }
  }
  const tokenSlots = new Uint32Array(maxReach + stride)
  let reach = 0
  for (const token of tokens) {
    const starts = Math.min(token.length - gramLength - stride + 2, maxReach + 1)
    for (let at = 0; at < starts + stride - 1; at++) tokenSlots[at] = gramSlot(token, at, gramLength, slotCount)
    let chosen = 0
    let least = Infinity
    for (let start = 0; start < starts; start++) {
      let cost = 0
      for (let at = start; at < start + stride; at++) {
        const slot = tokenSlots[at]!
        if (slots[slot] === 0) cost += 1 + usualCosts[slot]!
      }
      if (cost >= least) continue
      chosen = start
      least = cost
    }
    for (let at = chosen; at < chosen + stride; at++) slots[tokenSlots[at]!] = 1
    reach = Math.max(reach, chosen + stride - 1)
  }
  return { gramLength, stride, reach, slots }
}

function slotCountFor(grams: number): number {
  let count = minSlots
  while (count < maxSlots && count < grams * slotsPerGram) count *= 2
  return count
}

function countMarks({ slots }: GramFilter): number {
  let marks = 0
  for (const mark of slots) marks += mark
  return marks
}

/** The proportion of the usual texts' grams that are marked. */
function marksMet({ gramLength, slots }: GramFilter, usual: readonly string[]): number {
  let met = 0
  let all = 0
  for (const text of usual) {
    for (let at = 0; at + gramLength <= text.length; at++) {
      met += slots[gramSlot(text, at, gramLength, slots.length)]!
      all++
    }
  }
  return all === 0 ? 0 : met / all
}
