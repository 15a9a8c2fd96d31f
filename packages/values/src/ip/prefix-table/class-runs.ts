import { type ClassRows, hashOfSet } from './class-rows.ts'
import { compareAt, copyAt, incrementAt, type Width } from '../range-words.ts'
import { sortOrder } from '../sort-order.ts'

/**
 * The address space of a family split into runs of one class. Run i extends from its start to the start of run i + 1, and the last
 * one to the end of the space. The first start is the first address; neighbouring runs differ in class.
 */
export interface ClassRuns {
  readonly count: number
  /** Starts of the runs, `width` words each. */
  readonly starts: Uint32Array
  readonly classes: Uint32Array
}

/** Returns the runs of the classes that canonical range arrays, one per set, form together. Linear in the number of ranges. */
export function classRuns(sets: readonly Uint32Array[], width: Width, rows: ClassRows): ClassRuns {
  const events = boundaries(sets, width)
  const order = sortOrder(events.words, width, width, events.count)
  const starts = new Uint32Array((events.count + 1) * width)
  const classes = new Uint32Array(events.count + 1)
  const row = new Uint32Array(rows.rowWords)
  let hash = 0
  let count = 1
  for (let i = 0; i < events.count;) {
    const first = order === undefined ? i : order[i]!
    for (; i < events.count; i++) {
      const event = order === undefined ? i : order[i]!
      if (compareAt(events.words, event * width, events.words, first * width, width) !== 0) break
      const set = events.sets[event]!
      row[set >>> 5] = row[set >>> 5]! ^ (1 << (set & 31))
      hash ^= hashOfSet(set)
    }
    const cls = rows.classFor(row, hash)
    if (isZero(events.words, first * width, width)) {
      classes[0] = cls
    } else if (cls !== classes[count - 1]) {
      copyAt(events.words, first * width, starts, count * width, width)
      classes[count++] = cls
    }
  }
  return { count, starts: starts.subarray(0, count * width), classes: classes.subarray(0, count) }
}

interface Boundaries {
  readonly count: number
  readonly words: Uint32Array
  /** The set whose membership changes at each boundary. */
  readonly sets: Uint32Array
}

/** The addresses at which membership of any set changes: the first of each range and the one after its last. */
function boundaries(sets: readonly Uint32Array[], width: Width): Boundaries {
  const maxBoundaries = sets.reduce((sum, words) => sum + words.length / width, 0)
  const words = new Uint32Array(maxBoundaries * width)
  const owners = new Uint32Array(maxBoundaries)
  let count = 0
  sets.forEach((ranges, set) => {
    for (let i = 0; i < ranges.length; i += width) {
      copyAt(ranges, i, words, count * width, width)
      const isLast = (i / width) & 1
      if (isLast && !incrementAt(words, count * width, width)) continue
      owners[count++] = set
    }
  })
  return { count, words, sets: owners }
}

function isZero(words: Uint32Array, i: number, width: Width): boolean {
  for (let k = 0; k < width; k++) if (words[i + k] !== 0) return false
  return true
}
