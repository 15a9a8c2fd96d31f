import type { AddressSubject, TextSubject } from '@tidegate/model'
import type { OtherTest } from './dimensions.ts'

/** A condition in negation normal form: only leaves are negated. */
export type Formula =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'leaf'; readonly leaf: Leaf; readonly wanted: boolean }
  | { readonly kind: 'and'; readonly all: readonly Formula[] }
  | { readonly kind: 'or'; readonly any: readonly Formula[] }

/** The smallest part of a formula: an atom (one simple fact of a dimension), or a test that belongs to no dimension. */
export type Leaf =
  | { readonly kind: 'atom'; readonly dimension: DimensionKey; readonly atom: Atom }
  | { readonly kind: 'other'; readonly test: OtherTest }

/** The subject of a dimension. */
export type DimensionKey =
  | { readonly kind: 'time' }
  | { readonly kind: 'address'; readonly subject: AddressSubject }
  | { readonly kind: 'text'; readonly subject: TextSubject }

export type Atom =
  | { readonly kind: 'window'; readonly window: number }
  | { readonly kind: 'addresses'; readonly set: number }
  /** Index among the bot sets of the model, followed by those created by the compiler. */
  | { readonly kind: 'bots'; readonly set: number }
  | { readonly kind: 'paths'; readonly set: number }
  | { readonly kind: 'values'; readonly values: readonly string[] }
  | { readonly kind: 'match'; readonly operator: 'contains' | 'starts-with' | 'ends-with'; readonly value: string }
  | { readonly kind: 'present' }
  | { readonly kind: 'not-empty' }

/** The formula with a constant value. */
export function constant(value: boolean): Formula {
  return { kind: 'constant', value }
}

/** The flattened conjunction, without constants. */
export function allOf(formulas: readonly Formula[]): Formula {
  const all: Formula[] = []
  for (const formula of formulas) {
    // WHY: parts are added one by one, here and below, because a call cannot have a hundred thousand arguments.
    if (formula.kind === 'and') for (const part of formula.all) all.push(part)
    else if (formula.kind !== 'constant') all.push(formula)
    else if (!formula.value) return formula
  }
  return all.length === 0 ? constant(true) : all.length === 1 ? all[0]! : { kind: 'and', all }
}

/** The flattened disjunction, without constants. */
export function anyOf(formulas: readonly Formula[]): Formula {
  const any: Formula[] = []
  for (const formula of formulas) {
    if (formula.kind === 'or') for (const part of formula.any) any.push(part)
    else if (formula.kind !== 'constant') any.push(formula)
    else if (formula.value) return formula
  }
  return any.length === 0 ? constant(false) : any.length === 1 ? any[0]! : { kind: 'or', any }
}

/** A leaf with an atom. */
export function atomLeaf(dimension: DimensionKey, atom: Atom, wanted: boolean): Formula {
  return { kind: 'leaf', leaf: { kind: 'atom', dimension, atom }, wanted }
}

/** A leaf with a test that belongs to no dimension. */
export function otherLeaf(test: OtherTest, wanted: boolean): Formula {
  return { kind: 'leaf', leaf: { kind: 'other', test }, wanted }
}

/** The dimension of a text. */
export function textDimension(subject: TextSubject): DimensionKey {
  return { kind: 'text', subject }
}

/** The number of leaves of a formula. */
export function leafCount(formula: Formula): number {
  switch (formula.kind) {
    case 'constant':
      return 0
    case 'leaf':
      return 1
    case 'and':
      return formula.all.reduce((sum, each) => sum + leafCount(each), 0)
    case 'or':
      return formula.any.reduce((sum, each) => sum + leafCount(each), 0)
  }
}

/** The negation of a formula, in negation normal form. */
export function negate(formula: Formula): Formula {
  switch (formula.kind) {
    case 'constant':
      return constant(!formula.value)
    case 'leaf':
      return { ...formula, wanted: !formula.wanted }
    case 'and':
      return anyOf(formula.all.map(negate))
    case 'or':
      return allOf(formula.any.map(negate))
  }
}
