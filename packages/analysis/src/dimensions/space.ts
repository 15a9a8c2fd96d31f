import { addressCells } from './address-cells.ts'
import { type Atom, type DimensionAbout, contentKey } from '../logic/atom.ts'
import type { Dimension } from './dimension.ts'
import { type DimensionDraft, createDimensionDraft, type SignedTest } from '../logic/dimension-draft.ts'
import type { Budget } from '@tidegate/values'
import { createFiniteDimension } from './finite-dimension.ts'
import { flagCells, ipsCells, numberCells, sameCells } from './plain-cells.ts'
import { certainly, type Literal, type Proposition } from '../logic/proposition.ts'
import { createTextDimension } from './text-dimension.ts'
import { timeCells } from './time-cells.ts'

/** The dimensions of requests, while propositions are being built. */
export interface SpaceDraft {
  readonly dimensions: readonly DimensionDraft[]
  /** Returns the proposition that an atom is true. */
  readonly atom: (about: DimensionAbout, atom: Atom) => Literal
  readonly allOf: (parts: readonly Proposition[]) => Proposition
  readonly anyOf: (parts: readonly Proposition[]) => Proposition
}

/** Creates a space without dimensions: they are added when the first atom about them is. */
export function createSpaceDraft(): SpaceDraft {
  const dimensions: DimensionDraft[] = []
  const numbers = new Map<string, number>()

  function dimensionOf(about: DimensionAbout): number {
    const key = contentKey(about)
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, dimensions.length)
    return dimensions.push(createDimensionDraft(about)) - 1
  }

  function atom(about: DimensionAbout, asked: Atom): Literal {
    const dimension = dimensionOf(about)
    return literalOf(dimension, dimensions[dimension]!.testOf(asked))
  }

  function joined(kind: 'and' | 'or', parts: readonly Proposition[]): Proposition {
    const isAnd = kind === 'and'
    const byDimension = new Map<number, Literal[]>()
    const mixed: Proposition[] = []
    const flat = parts.flatMap((part) =>
      part.kind === 'and' && isAnd ? part.all : part.kind === 'or' && !isAnd ? part.any : [part],
    )
    for (const part of flat) {
      if (part.kind === 'constant') {
        if (part.value !== isAnd) return part
      } else if (part.kind === 'literal') {
        const before = byDimension.get(part.dimension)
        if (before === undefined) byDimension.set(part.dimension, [part])
        else before.push(part)
      } else mixed.push(part)
    }
    const literals = [...byDimension].map(([dimension, each]) =>
      each.length === 1 ? each[0]! : literalOf(dimension, dimensions[dimension]!.join(isAnd ? 'all' : 'any', each)),
    )
    const all = [...literals, ...mixed]
    if (all.length === 0) return certainly(isAnd)
    if (all.length === 1) return all[0]!
    return isAnd ? { kind: 'and', all } : { kind: 'or', any: all }
  }

  return { dimensions, atom, allOf: (parts) => joined('and', parts), anyOf: (parts) => joined('or', parts) }
}

function literalOf(dimension: number, { test, wanted }: SignedTest): Literal {
  return { kind: 'literal', dimension, test, wanted }
}

/**
 * The negation of a proposition. Not for tests of windows, whose value for an implausible clock is not negated: negate the
 * condition instead.
 */
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

/** Builds the dimensions of a space once all of its atoms are known. */
export function buildDimensions(space: SpaceDraft, nowMs: number, budget: Budget): readonly Dimension[] {
  return space.dimensions.map((draft, number) => {
    const { about, atoms } = draft
    switch (about.kind) {
      case 'text':
        return createTextDimension(number, draft, budget)
      case 'time':
        return createFiniteDimension(number, draft, timeCells(atoms, nowMs))
      case 'address':
        return createFiniteDimension(number, draft, addressCells(atoms, about.of.kind !== 'ip'))
      case 'number':
        return createFiniteDimension(number, draft, numberCells(atoms))
      case 'flag':
        return createFiniteDimension(number, draft, flagCells(atoms))
      case 'ips':
        return createFiniteDimension(number, draft, ipsCells(atoms))
      case 'same':
        return createFiniteDimension(number, draft, sameCells())
    }
  })
}

/** Replaces each test by the canonical one of all equivalent tests: propositions that no value distinguishes become equal. */
export function canonicalProposition(
  proposition: Proposition,
  dimensions: readonly Dimension[],
  space: SpaceDraft,
): Proposition {
  switch (proposition.kind) {
    case 'constant':
      return proposition
    case 'literal': {
      const { dimension, test, wanted } = proposition
      const canonical = dimensions[dimension]!.canonical(test)
      if (typeof canonical === 'boolean') return certainly(canonical === wanted)
      return { kind: 'literal', dimension, test: canonical.test, wanted: canonical.wanted === wanted }
    }
    case 'and':
      return space.allOf(proposition.all.map((part) => canonicalProposition(part, dimensions, space)))
    case 'or':
      return space.anyOf(proposition.any.map((part) => canonicalProposition(part, dimensions, space)))
  }
}
