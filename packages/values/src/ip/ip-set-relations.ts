import type { IpSet } from './ip-set.ts'
import { subtractIpSet } from './ip-set-operations.ts'
import { compareAt, type Width } from './range-words.ts'

/** Whether some address is in both sets. O(s log l) for sets of s and l ranges, of which s is the smaller number. */
export function ipSetsMeet(x: IpSet, y: IpSet): boolean {
  return rangesMeet(x.v4, y.v4, 1) || rangesMeet(x.v6, y.v6, 4)
}

function rangesMeet(x: Uint32Array, y: Uint32Array, width: Width): boolean {
  const [few, many] = x.length < y.length ? [x, y] : [y, x]
  let from = 0
  for (let i = 0; i < few.length && from < many.length; i += 2 * width) {
    from = firstNotBefore(many, from, few, i, width)
    if (from < many.length && compareAt(many, from, few, i + width, width) <= 0) return true
  }
  return false
}

/** Whether every address of `inner` is in `outer`. O(s log l) for sets of s and l ranges, of which s is the smaller number. */
export function ipSetCovers(outer: IpSet, inner: IpSet): boolean {
  const isFew = outer.v4.length + outer.v6.length < inner.v4.length + inner.v6.length
  if (isFew) return !ipSetsMeet(subtractIpSet(everyAddress, outer), inner)
  return coversRanges(outer.v4, inner.v4, 1) && coversRanges(outer.v6, inner.v6, 4)
}

/** Whether every address is in at least one of the sets. O(s log l) for sets of s and l ranges, of which s is the smaller number. */
export function ipSetsCoverAll(x: IpSet, y: IpSet): boolean {
  const [few, many] = x.v4.length + x.v6.length < y.v4.length + y.v6.length ? [x, y] : [y, x]
  return ipSetCovers(many, subtractIpSet(everyAddress, few))
}

const everyAddress: IpSet = {
  v4: new Uint32Array([0, 0xffffffff]),
  v6: new Uint32Array([0, 0, 0, 0, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff]),
}

function coversRanges(outer: Uint32Array, inner: Uint32Array, width: Width): boolean {
  let from = 0
  for (let i = 0; i < inner.length; i += 2 * width) {
    from = firstNotBefore(outer, from, inner, i, width)
    // Ranges of a set are not adjacent, so one range of `outer` must contain the whole range.
    if (from === outer.length || compareAt(outer, from, inner, i, width) > 0) return false
    if (compareAt(outer, from + width, inner, i + width, width) < 0) return false
  }
  return true
}

/** Returns the first range, at or after `from`, that does not end before the address at `words[at]`, by steps that double and then halve. */
function firstNotBefore(ranges: Uint32Array, from: number, words: Uint32Array, at: number, width: Width): number {
  const stride = 2 * width
  const endsBefore = (range: number): boolean => compareAt(ranges, range + width, words, at, width) < 0
  let low = from
  let step = stride
  while (low < ranges.length && endsBefore(low)) {
    const next = low + step
    if (next < ranges.length && endsBefore(next)) {
      low = next
      step *= 2
    } else if (step === stride) return Math.min(next, ranges.length)
    else step = stride
  }
  return low
}
