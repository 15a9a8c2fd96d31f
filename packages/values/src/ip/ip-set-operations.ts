import type { IpSet } from './ip-set.ts'
import { IpSetBuilder } from './ip-set-builder.ts'
import { compareAt, copyAt, decrementAt, incrementAt, type Width } from './range-words.ts'
import { RangeWriter } from './range-writer.ts'

/** The set of all addresses that are in at least one of the sets. Linear. */
export function unionIpSets(...sets: readonly IpSet[]): IpSet {
  const builder = new IpSetBuilder()
  for (const set of sets) builder.addSet(set)
  return builder.build()
}

/** The set of all addresses of `x` that are not in `y`. Linear. */
export function subtractIpSet(x: IpSet, y: IpSet): IpSet {
  return combine(x, y, (inX, inY) => inX && !inY)
}

/** The set of all addresses that are in both sets. Linear. */
export function intersectIpSets(x: IpSet, y: IpSet): IpSet {
  return combine(x, y, (inX, inY) => inX && inY)
}

function combine(x: IpSet, y: IpSet, keep: (inX: boolean, inY: boolean) => boolean): IpSet {
  return { v4: combineRanges(x.v4, y.v4, 1, keep), v6: combineRanges(x.v6, y.v6, 4, keep) }
}

/** Visits the address space from end to end in segments in which membership in both sets is constant. */
function combineRanges(
  x: Uint32Array,
  y: Uint32Array,
  width: Width,
  keep: (inX: boolean, inY: boolean) => boolean,
): Uint32Array {
  const stride = 2 * width
  const writer = new RangeWriter(width, Math.max(x.length, y.length) / stride)
  const start = new Uint32Array(width)
  const endX = new Uint32Array(width)
  const endY = new Uint32Array(width)
  let atX = 0
  let atY = 0
  do {
    while (atX < x.length && compareAt(x, atX + width, start, 0, width) < 0) atX += stride
    while (atY < y.length && compareAt(y, atY + width, start, 0, width) < 0) atY += stride
    const inX = stretchFrom(x, atX, start, endX, width)
    const inY = stretchFrom(y, atY, start, endY, width)
    const end = compareAt(endX, 0, endY, 0, width) <= 0 ? endX : endY
    if (keep(inX, inY)) writer.push(start, 0, end, 0)
    copyAt(end, 0, start, 0, width)
  } while (incrementAt(start, 0, width))
  return writer.finish()
}

/**
 * Whether `start` is in the range at `words[at]`, which is the first range that does not end before `start`. Sets `end` to the
 * last address up to which the result stays the same.
 */
function stretchFrom(words: Uint32Array, at: number, start: Uint32Array, end: Uint32Array, width: Width): boolean {
  if (at === words.length) {
    end.fill(0xffffffff)
    return false
  }
  if (compareAt(words, at, start, 0, width) <= 0) {
    copyAt(words, at + width, end, 0, width)
    return true
  }
  copyAt(words, at, end, 0, width)
  decrementAt(end, 0, width)
  return false
}
