import { entryHolds, type PrefixIndex } from './prefix-index.ts'

/**
 * Returns what is wrong with a stored `PrefixIndex` whose entries refer to patterns below `patternCount` and checks below
 * `checkCount`, or `undefined` if all offsets are in range. Never throws for any value. O(size).
 */
export function checkPrefixIndex(index: unknown, patternCount: number, checkCount: number): string | undefined {
  if (typeof index !== 'object' || index === null) return 'a prefix index is not an object'
  const stored = index as Partial<Record<keyof PrefixIndex, unknown>>
  const { classes, classCount, denseCount, rows, firstChild, enteredBy, lists, listStart, holds, targets } = stored
  if (
    !(classes instanceof Uint8Array && enteredBy instanceof Uint8Array && holds instanceof Uint8Array) ||
    !(rows instanceof Int32Array && firstChild instanceof Uint32Array && lists instanceof Uint32Array) ||
    !(listStart instanceof Uint32Array && targets instanceof Uint32Array)
  ) {
    return 'a part of a prefix index is not an array of its type'
  }
  const stateCount = lists.length
  if (!isWhole(classCount, 1, 128)) return 'the classes of a prefix index are out of bounds'
  if (!isWhole(denseCount, 1, stateCount)) return 'the dense states of a prefix index are out of bounds'
  if (
    classes.length !== 128 ||
    rows.length !== denseCount * classCount ||
    firstChild.length !== stateCount + 1 ||
    enteredBy.length !== stateCount ||
    holds.length !== targets.length ||
    listStart.length < 2
  ) {
    return 'the parts of a prefix index differ in length'
  }
  if (!classes.every((by) => by < classCount)) return 'a class of a prefix index is out of bounds'
  if (!rows.every((next) => (next >= 0 ? next < rows.length && next % classCount === 0 : ~next < stateCount))) {
    return 'a child of a prefix index is out of bounds'
  }
  if (!firstChild.every((child, state) => child <= stateCount && (state === 0 || child >= firstChild[state - 1]!))) {
    return 'the children of a prefix index are out of order'
  }
  const listCount = listStart.length - 1
  if (!lists.every((list) => list < listCount)) return 'a list of a prefix index is out of bounds'
  if (
    listStart[0] !== 0 ||
    listStart[listCount] !== targets.length ||
    !listStart.every((start, list) => list === 0 || start >= listStart[list - 1]!)
  ) {
    return 'the lists of a prefix index are out of order'
  }
  const isSound = (target: number, entry: number): boolean =>
    holds[entry]! <= entryHolds.ifChecked &&
    target < (holds[entry] === entryHolds.ifChecked ? checkCount : patternCount)
  return targets.every(isSound) ? undefined : 'an entry of a prefix index is out of bounds'
}

function isWhole(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
}
