import { atomFinders } from '../plan/atom-finders.ts'
import { testGives } from '../plan/dimension-draft.ts'
import type { TextDimension } from '../plan/dimensions.ts'
import type { AgentReader } from './agent-reader.ts'
import { type DimensionState, flipTest, unflipAll } from './dimension-state.ts'

/** Sets the row of a text dimension: call `begin`, `add` for every value of the subject, then `end`. Has its own scratch arrays. */
export interface TextSetter {
  readonly begin: () => void
  readonly add: (value: string) => void
  /** Adds the bot sets that the agent claims to be in. */
  readonly claim: (agents: AgentReader) => void
  /** Completes the row. `isKnown`: the subject is present, possibly without a value. */
  readonly end: (isKnown: boolean) => void
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
    const count = agents.claimCount()
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

  return { begin: () => unflipAll(state), add, claim, end }
}
