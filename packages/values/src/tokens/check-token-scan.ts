import { checkGramFilter } from './check-gram-filter.ts'
import type { TokenScan } from './token-scan.ts'

/**
 * What is wrong with a stored `TokenScan`, or `undefined` when `scanTokens` can walk it safely: every offset in it
 * points inside, and every walk ends. It does not prove that the automaton finds what it should. Never throws,
 * whatever it is given. O(size).
 */
export function checkTokenScan(scan: unknown): string | undefined {
  if (typeof scan !== 'object' || scan === null) return 'a token scan is not an object'
  const stored = scan as Partial<Record<keyof TokenScan, unknown>>
  const { filter, classes, classCount, denseCount, rows, firstChild, enteredBy, suffix, output, listStart, tokens } =
    stored
  const { lengths, words } = stored
  if (stored.kind !== 'token-scan') return 'a token scan is of another kind'
  if (
    !(classes instanceof Uint8Array && enteredBy instanceof Uint8Array && words instanceof Uint8Array) ||
    !(rows instanceof Int32Array && firstChild instanceof Uint32Array && suffix instanceof Uint32Array) ||
    !(output instanceof Uint32Array && listStart instanceof Uint32Array) ||
    !(tokens instanceof Uint32Array && lengths instanceof Uint32Array)
  ) {
    return 'a part of a token scan is no array of its type'
  }
  const stateCount = output.length
  if (!isWhole(classCount, 1, 128)) return 'the classes of a token scan are out of bounds'
  if (!isWhole(denseCount, 1, stateCount)) return 'the dense states of a token scan are out of bounds'
  if (
    classes.length !== 256 ||
    rows.length !== denseCount * classCount ||
    firstChild.length !== stateCount + 1 ||
    enteredBy.length !== stateCount ||
    suffix.length !== stateCount ||
    words.length !== lengths.length ||
    listStart.length < 2
  ) {
    return 'the parts of a token scan differ in length'
  }
  if (!classes.every((by) => by < classCount)) return 'a class of a token scan is out of bounds'
  if (!rows.every((next) => (next >= 0 ? next < rows.length && next % classCount === 0 : ~next < stateCount))) {
    return 'a transition of a token scan is out of bounds'
  }
  if (!firstChild.every((child, state) => child <= stateCount && (state === 0 || child >= firstChild[state - 1]!))) {
    return 'the children of a token scan are out of order'
  }
  // INVARIANT: suffixes lead to lower states, so that following them ends at a dense one.
  if (!suffix.every((shorter, state) => shorter < state || (state === 0 && shorter === 0))) {
    return 'a suffix of a token scan is out of order'
  }
  const listCount = listStart.length - 1
  if (!output.every((list) => list < listCount)) return 'an output of a token scan is out of bounds'
  if (
    listStart[0] !== 0 ||
    listStart[listCount] !== tokens.length ||
    !listStart.every((start, list) => list === 0 || start >= listStart[list - 1]!)
  ) {
    return 'the lists of a token scan are out of order'
  }
  if (!tokens.every((token) => token < lengths.length)) return 'a token of a token scan is out of bounds'
  return checkGramFilter(filter)
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
}
