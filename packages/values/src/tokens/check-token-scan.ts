import { checkGramFilter } from './check-gram-filter.ts'
import { rowStep, type TokenScan } from './token-scan.ts'

/**
 * Returns what is wrong with a stored `TokenScan`, or `undefined` if `scanTokens` can use it safely: all offsets are in range, and
 * every walk ends. Whether the automaton finds the right tokens is not checked. Never throws for any value. O(size).
 */
export function checkTokenScan(scan: unknown): string | undefined {
  if (typeof scan !== 'object' || scan === null) return 'a token scan is not an object'
  const stored = scan as Partial<Record<keyof TokenScan, unknown>>
  const { filter, classes, classCount, rows, steps, otherwise, output, listStart, tokens } = stored
  const { lengths, words } = stored
  if (stored.kind !== 'token-scan') return 'a token scan is of another kind'
  if (
    !(classes instanceof Uint8Array && steps instanceof Uint16Array && words instanceof Uint8Array) ||
    !(rows instanceof Uint32Array && otherwise instanceof Uint32Array) ||
    !(output instanceof Uint32Array && listStart instanceof Uint32Array) ||
    !(tokens instanceof Uint32Array && lengths instanceof Uint32Array)
  ) {
    return 'a part of a token scan is not an array of its type'
  }
  const stateCount = output.length
  if (!isWhole(classCount, 1, 128)) return 'the classes of a token scan are out of bounds'
  if (
    classes.length !== 256 ||
    rows.length < classCount ||
    rows.length % classCount !== 0 ||
    steps.length !== stateCount ||
    otherwise.length !== stateCount ||
    words.length !== lengths.length ||
    listStart.length < 2
  ) {
    return 'the parts of a token scan differ in length'
  }
  if (!classes.every((by) => by < classCount)) return 'a class of a token scan is out of bounds'
  if (!rows.every((state) => state < stateCount)) return 'a row of a token scan leads out of bounds'
  const rowSteps = rowStep + rows.length / classCount
  const isStep = (step: number, state: number): boolean =>
    step < rowStep ? step >= classCount || state + 1 < stateCount : step < rowSteps
  if (!steps.every(isStep)) return 'a step of a token scan leads out of bounds'
  if (!otherwise.every((state) => state < stateCount)) return 'a state of a token scan refers to a state out of bounds'
  if (!everyStateResolves(steps, otherwise)) return 'states of a token scan refer to each other in a circle'
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

/** Whether following `otherwise` from every state ends in a state that has a row. */
function everyStateResolves(steps: Uint16Array, otherwise: Uint32Array): boolean {
  const asked = new Uint32Array(steps.length)
  for (let first = 0; first < steps.length; first++) {
    let state = first
    for (; steps[state]! < rowStep && asked[state] === 0; state = otherwise[state]!) asked[state] = first + 1
    if (steps[state]! < rowStep && asked[state] === first + 1) return false
  }
  return true
}

function isWhole(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
}
