import { type Model, patternFor, type TextSubject } from '@tidegate/model'
import { buildPatternIndex, type PathPattern, type PathPiece, patternOf } from '@tidegate/values'
import type { DimensionDraft } from './dimension-draft.ts'
import type { BotTable, PatternTable, TestTable, TextDimension } from './dimensions.ts'
import type { Atom } from './formula.ts'
import { packLists } from './lists.ts'
import { markAgainst, markFor } from './plan-bots.ts'

/** Creates the dimension of a text, with the tables that find which of its atoms (simple facts about the text) are true for a value. */
export function planText(
  model: Model,
  subject: TextSubject,
  draft: DimensionDraft,
  table: TestTable,
  bots: BotTable | undefined,
): TextDimension {
  const atomsOfValue = new Map<string, number[]>()
  let atomOfBots: Int32Array | undefined
  for (const [number, atom] of draft.atoms.entries()) {
    if (atom.kind === 'values') {
      for (const value of new Set(atom.values)) {
        const atoms = atomsOfValue.get(value)
        if (atoms === undefined) atomsOfValue.set(value, [number])
        else atoms.push(number)
      }
    } else if (atom.kind === 'bots') {
      atomOfBots ??= new Int32Array(bots!.setCount).fill(-1)
      atomOfBots[atom.set] = number
    }
  }
  // WHY: only patterns fold the case of a path while reading it; other texts have to be compared with the folded path.
  const folds =
    (subject.kind === 'path' || subject.kind === 'target') &&
    !model.pathsMatchExactly &&
    draft.atoms.every(({ kind }) => kind !== 'values' && kind !== 'match')
  const patterns = planPatterns(model, draft.atoms, !folds)
  const matches = draft.atoms.flatMap((atom, number) =>
    atom.kind === 'match' && !isPrintable(atom.value)
      ? [{ operator: atom.operator, value: atom.value, atom: number }]
      : [],
  )
  return {
    kind: 'text',
    subject,
    table,
    present: draft.atoms.findIndex((atom) => atom.kind === 'present'),
    notEmpty: draft.atoms.findIndex((atom) => atom.kind === 'not-empty'),
    values: [...atomsOfValue.keys()],
    atomsOfValue: packLists([...atomsOfValue.values()]),
    ...(patterns !== undefined && { patterns }),
    matches,
    ...(atomOfBots !== undefined && { atomOfBots }),
  }
}

/** The distinct patterns of a dimension's atoms with their marks; undefined if there are none. */
function planPatterns(model: Model, atoms: readonly Atom[], exactly: boolean): PatternTable | undefined {
  const marksOfPattern = new Map<string, { readonly pattern: PathPattern; readonly marks: number[] }>()
  const atomOfSet: number[] = []
  const add = (pattern: PathPattern, mark: number): void => {
    const text = JSON.stringify(pattern)
    const entry = marksOfPattern.get(text)
    if (entry === undefined) marksOfPattern.set(text, { pattern, marks: [mark] })
    else if (!entry.marks.includes(mark)) entry.marks.push(mark)
  }
  for (const [number, atom] of atoms.entries()) {
    if (atom.kind !== 'paths' && !(atom.kind === 'match' && isPrintable(atom.value))) continue
    const set = atomOfSet.push(number) - 1
    if (atom.kind === 'match') {
      add(matchPattern(atom.operator, atom.value), markFor(set))
    } else {
      const { include, except } = model.pathSets[atom.set]!
      for (const text of include) add(patternFor(model, text), markFor(set))
      for (const text of except) add(patternFor(model, text), markAgainst(set))
    }
  }
  if (atomOfSet.length === 0) return undefined
  const entries = [...marksOfPattern.values()]
  return {
    index: buildPatternIndex(
      entries.map(({ pattern }) => pattern),
      { exactly },
    ),
    marks: packLists(entries.map(({ marks }) => marks)),
    atomOfSet: Uint32Array.from(atomOfSet),
  }
}

/** Whether a text may be part of a pattern's literal. */
function isPrintable(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text)
}

function matchPattern(operator: 'contains' | 'starts-with' | 'ends-with', value: string): PathPattern {
  const literal: PathPiece = { kind: 'literal', text: value }
  const any: PathPiece = { kind: 'globstar' }
  switch (operator) {
    case 'contains':
      return patternOf([any, literal, any])
    case 'starts-with':
      return patternOf([literal, any])
    case 'ends-with':
      return patternOf([any, literal])
  }
}
