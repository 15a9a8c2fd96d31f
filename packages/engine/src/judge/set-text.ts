import { atomFinders } from '../plan/atom-finders.ts'
import { testGives } from '../plan/dimension-draft.ts'
import type { TestExpression, TextDimension } from '../plan/dimensions.ts'
import type { AgentReader } from './agent-reader.ts'
import { type DimensionState, doubtTest, flipTest, restoreAll } from './dimension-state.ts'
import { allTrue, someTrue, type Truth } from '@tidegate/model'

/**
 * Sets the row of a text dimension: call `begin`, `add` for every value of the subject, then `end`. Of a field that occurs more than once, each
 * reading is a value, followed by `endReading`. Has its own scratch arrays.
 */
export interface TextSetter {
  readonly begin: () => void
  readonly add: (value: string) => void
  /** Adds the bot sets that the agent claims to be in. */
  readonly claim: (agents: AgentReader) => void
  /** Completes the row. `isKnown`: the subject is present, possibly without a value. */
  readonly end: (isKnown: boolean) => void
  /** Completes one of several readings of a subject. */
  readonly endReading: () => void
  /** Completes the row of a subject with this many readings: tests of what is true in only some of them are in doubt. */
  readonly endReadings: (count: number) => void
}

/** Creates the setter for the rows of one dimension; `isBlank` returns whether a value counts as empty. */
export function createTextSetter(
  dimension: TextDimension,
  state: DimensionState,
  isBlank: (value: string) => boolean,
): TextSetter {
  const { table, present, notEmpty, atomOfBots } = dimension
  const { starts, items } = table.testsOfAtom
  const held = new Uint8Array(table.atomCount)
  const heldList = new Int32Array(table.atomCount)
  let heldCount = 0
  // For each atom, the number of readings in which it is true; created for the first request with several readings.
  let readings: Uint32Array | undefined
  const touched: number[] = []
  const findAtoms = atomFinders(dimension)

  function hold(atom: number): void {
    if (held[atom] === 1) return
    held[atom] = 1
    heldList[heldCount++] = atom
  }

  function add(value: string): void {
    if (notEmpty >= 0 && !isBlank(value)) hold(notEmpty)
    for (let i = 0; i < findAtoms.length; i++) findAtoms[i]!(value, hold)
  }

  function claim(agents: AgentReader): void {
    if (atomOfBots === undefined) return
    const count = agents.claimCount
    for (let i = 0; i < count; i++) {
      const atom = atomOfBots[agents.claims[i]!]!
      if (atom >= 0) hold(atom)
    }
  }

  function end(isKnown: boolean): void {
    if (isKnown && present >= 0) hold(present)
    for (let i = 0; i < heldCount; i++) {
      const atom = heldList[i]!
      for (let at = starts[atom]!; at < starts[atom + 1]!; at++) {
        const test = items[at]!
        if (state.flipped[test] === 1) continue
        if (testGives(table.tests[test]!, held) !== (table.byDefault[test] === 1)) flipTest(state, test)
      }
    }
    for (let i = 0; i < heldCount; i++) held[heldList[i]!] = 0
    heldCount = 0
  }

  function endReading(): void {
    if (present >= 0) hold(present)
    readings ??= new Uint32Array(table.atomCount)
    for (let i = 0; i < heldCount; i++) {
      const atom = heldList[i]!
      if (readings[atom] === 0) touched.push(atom)
      readings[atom]! += 1
      held[atom] = 0
    }
    heldCount = 0
  }

  function endReadings(count: number): void {
    if (readings === undefined) return
    for (const atom of touched) {
      for (let at = starts[atom]!; at < starts[atom + 1]!; at++) {
        const test = items[at]!
        if (state.flipped[test] === 1 || state.doubted[test] === 1) continue
        const value = valueOf(table.tests[test]!, readings, count)
        if (value === undefined) doubtTest(state, test)
        else if (value !== (table.byDefault[test] === 1)) flipTest(state, test)
      }
    }
    for (const atom of touched) readings[atom] = 0
    touched.length = 0
  }

  return { begin: () => restoreAll(state), add, claim, end, endReading, endReadings }
}

/** The value of a test; an atom that is true in some of the readings is in doubt. */
function valueOf(test: TestExpression, readings: Uint32Array, count: number): Truth {
  switch (test.kind) {
    case 'atom':
    case 'not': {
      const times = readings[test.atom]!
      if (times !== 0 && times !== count) return undefined
      return (times === count) === (test.kind === 'atom')
    }
    case 'and':
      return allTrue(test.all.map((each) => valueOf(each, readings, count)))
    case 'or':
      return someTrue(test.any.map((each) => valueOf(each, readings, count)))
  }
}
