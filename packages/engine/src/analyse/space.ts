import { addressCells } from './address-cells.ts'
import { type Atom, type AxisAbout, contentKey } from './atom.ts'
import type { Axis } from './axis.ts'
import { type AxisDraft, createAxisDraft, type SignedTest } from './axis-draft.ts'
import type { Budget } from './budget.ts'
import { createFiniteAxis } from './finite-axis.ts'
import { flagCells, ipsCells, numberCells, sameCells } from './plain-cells.ts'
import { certainly, type Literal, type Proposition } from './proposition.ts'
import { createTextAxis } from './text-axis.ts'
import { timeCells } from './time-cells.ts'

/** All that requests can differ in, while propositions about them are made. */
export interface SpaceDraft {
  readonly axes: readonly AxisDraft[]
  /** The proposition that an atom holds. */
  readonly atom: (about: AxisAbout, atom: Atom) => Literal
  readonly allOf: (parts: readonly Proposition[]) => Proposition
  readonly anyOf: (parts: readonly Proposition[]) => Proposition
}

/** A space without axes: they come with the first question. */
export function createSpaceDraft(): SpaceDraft {
  const axes: AxisDraft[] = []
  const numbers = new Map<string, number>()

  function axisOf(about: AxisAbout): number {
    const key = contentKey(about)
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, axes.length)
    return axes.push(createAxisDraft(about)) - 1
  }

  function atom(about: AxisAbout, asked: Atom): Literal {
    const axis = axisOf(about)
    return literalOf(axis, axes[axis]!.testOf(asked))
  }

  function joined(kind: 'and' | 'or', parts: readonly Proposition[]): Proposition {
    const isAnd = kind === 'and'
    const byAxis = new Map<number, Literal[]>()
    const mixed: Proposition[] = []
    const flat = parts.flatMap((part) =>
      part.kind === 'and' && isAnd ? part.all : part.kind === 'or' && !isAnd ? part.any : [part],
    )
    for (const part of flat) {
      if (part.kind === 'constant') {
        if (part.value !== isAnd) return part
      } else if (part.kind === 'literal') {
        const before = byAxis.get(part.axis)
        if (before === undefined) byAxis.set(part.axis, [part])
        else before.push(part)
      } else mixed.push(part)
    }
    const literals = [...byAxis].map(([axis, each]) =>
      each.length === 1 ? each[0]! : literalOf(axis, axes[axis]!.join(isAnd ? 'all' : 'any', each)),
    )
    const all = [...literals, ...mixed]
    if (all.length === 0) return certainly(isAnd)
    if (all.length === 1) return all[0]!
    return isAnd ? { kind: 'and', all } : { kind: 'or', any: all }
  }

  return { axes, atom, allOf: (parts) => joined('and', parts), anyOf: (parts) => joined('or', parts) }
}

function literalOf(axis: number, { test, wanted }: SignedTest): Literal {
  return { kind: 'literal', axis, test, wanted }
}

/** The opposite of a proposition. Windows in doubt are no longer what they were: negate conditions instead. */
export function contrary(proposition: Proposition, space: SpaceDraft): Proposition {
  switch (proposition.kind) {
    case 'constant':
      return certainly(!proposition.value)
    case 'literal':
      return { ...proposition, wanted: !proposition.wanted }
    case 'and':
      return space.anyOf(proposition.all.map((part) => contrary(part, space)))
    case 'or':
      return space.allOf(proposition.any.map((part) => contrary(part, space)))
  }
}

/** The axes of a space whose questions are all asked. */
export function settleAxes(space: SpaceDraft, nowMs: number, budget: Budget): readonly Axis[] {
  return space.axes.map((draft, number) => {
    const { about, atoms } = draft
    switch (about.kind) {
      case 'text':
        return createTextAxis(number, draft, budget)
      case 'time':
        return createFiniteAxis(number, draft, timeCells(atoms, nowMs))
      case 'address':
        return createFiniteAxis(number, draft, addressCells(atoms, about.of.kind !== 'ip'))
      case 'number':
        return createFiniteAxis(number, draft, numberCells(atoms))
      case 'flag':
        return createFiniteAxis(number, draft, flagCells(atoms))
      case 'ips':
        return createFiniteAxis(number, draft, ipsCells(atoms))
      case 'same':
        return createFiniteAxis(number, draft, sameCells())
    }
  })
}

/** A proposition in the tests that stand for all those that give the same: what is told apart nowhere is the same proposition. */
export function canonicalProposition(proposition: Proposition, axes: readonly Axis[], space: SpaceDraft): Proposition {
  switch (proposition.kind) {
    case 'constant':
      return proposition
    case 'literal': {
      const { axis, test, wanted } = proposition
      const canonical = axes[axis]!.canonical(test)
      if (typeof canonical === 'boolean') return certainly(canonical === wanted)
      return { kind: 'literal', axis, test: canonical.test, wanted: canonical.wanted === wanted }
    }
    case 'and':
      return space.allOf(proposition.all.map((part) => canonicalProposition(part, axes, space)))
    case 'or':
      return space.anyOf(proposition.any.map((part) => canonicalProposition(part, axes, space)))
  }
}
