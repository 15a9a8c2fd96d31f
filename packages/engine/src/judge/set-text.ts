import { textMatches } from '@tidegate/model'
import { createScanBuffer, scanPatterns } from '@tidegate/values'
import { testGives } from '../plan/dimension-draft.ts'
import type { PatternTable, TextDimension } from '../plan/dimensions.ts'
import type { AgentReader } from './agent-reader.ts'
import { type DimensionState, flipTest, unflipAll } from './dimension-state.ts'
import { usualLength } from './text-subject.ts'

/** Sets the row of a text dimension: call `begin`, `add` for every value of the subject, then `end`. Has its own scratch arrays. */
export interface TextSetter {
  readonly begin: () => void
  readonly add: (value: string) => void
  /** Adds the bot sets that the agent claims to be in. */
  readonly claim: (agents: AgentReader) => void
  /** Completes the row. `isKnown`: the subject is present, possibly without a value. */
  readonly end: (isKnown: boolean) => void
}

/** Calls `hold` for every atom (simple fact of the dimension) that is true for a value. */
type AtomFinder = (value: string, hold: (atom: number) => void) => void

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

function atomFinders({ values, atomsOfValue, patterns, matches }: TextDimension): readonly AtomFinder[] {
  const finders: AtomFinder[] = []
  if (values.length > 0) {
    const places = new Map(values.map((value, place) => [value, place]))
    finders.push((value, hold) => {
      const place = places.get(value)
      if (place === undefined) return
      for (let at = atomsOfValue.starts[place]!; at < atomsOfValue.starts[place + 1]!; at++)
        hold(atomsOfValue.items[at]!)
    })
  }
  if (patterns !== undefined) finders.push(patternFinder(patterns))
  if (matches.length > 0) {
    finders.push((value, hold) => {
      for (const match of matches) if (textMatches(match.operator, value, match.value)) hold(match.atom)
    })
  }
  return finders
}

function patternFinder({ index, marks, atomOfSet }: PatternTable): AtomFinder {
  const found = new Uint32Array((index.patternCount + 31) >>> 5)
  const scratch = new Uint32Array((index.literalChecks.length + 31) >>> 5)
  const buffer = index.literalChecks.length === 0 ? undefined : createScanBuffer(usualLength)
  // Bit 0: a pattern includes the value in the set; bit 1: a pattern excludes it.
  const spoken = new Uint8Array(atomOfSet.length)
  const touched = new Int32Array(atomOfSet.length)
  return (value, hold) => {
    scanPatterns(index, value, found, scratch, buffer)
    let touchedCount = 0
    for (let word = 0; word < found.length; word++) {
      for (let bits = found[word]! | 0; bits !== 0; bits &= bits - 1) {
        const pattern = word * 32 + 31 - Math.clz32(bits & -bits)
        for (let at = marks.starts[pattern]!; at < marks.starts[pattern + 1]!; at++) {
          const set = marks.items[at]! >>> 1
          if (spoken[set] === 0) touched[touchedCount++] = set
          spoken[set]! |= 1 << (marks.items[at]! & 1)
        }
      }
      found[word] = 0
    }
    for (let i = 0; i < touchedCount; i++) {
      const set = touched[i]!
      if (spoken[set] === 1) hold(atomOfSet[set]!)
      spoken[set] = 0
    }
  }
}
