/**
 * A statement about a request: a formula over tests of single dimensions, in negation normal form. Adjacent parts about the same
 * dimension are joined into one test.
 */
export type Proposition =
  | { readonly kind: 'constant'; readonly value: boolean }
  | Literal
  | { readonly kind: 'and'; readonly all: readonly Proposition[] }
  | { readonly kind: 'or'; readonly any: readonly Proposition[] }

/** A test of a dimension, or its negation. */
export interface Literal {
  readonly kind: 'literal'
  readonly dimension: number
  readonly test: number
  readonly wanted: boolean
}

/** The known value of a test; undefined if it is open. */
export type StatusOf = (dimension: number, test: number) => boolean | undefined

/** The constant proposition. */
export function certainly(value: boolean): Proposition {
  return { kind: 'constant', value }
}

/** The negation of a literal. */
export function opposite(literal: Literal): Literal {
  return { ...literal, wanted: !literal.wanted }
}

/** The value of a proposition, as far as the known tests decide it; undefined if it is open. Linear. */
export function truthOf(proposition: Proposition, status: StatusOf): boolean | undefined {
  switch (proposition.kind) {
    case 'constant':
      return proposition.value
    case 'literal': {
      const known = status(proposition.dimension, proposition.test)
      return known === undefined ? undefined : known === proposition.wanted
    }
    case 'and':
    case 'or': {
      const isAnd = proposition.kind === 'and'
      let isOpen = false
      for (const part of isAnd ? proposition.all : proposition.any) {
        const truth = truthOf(part, status)
        if (truth === undefined) isOpen = true
        else if (truth !== isAnd) return truth
      }
      return isOpen ? undefined : isAnd
    }
  }
}

/** The first open test that the value of a proposition still depends on; undefined if there is none. */
export function openLiteral(proposition: Proposition, status: StatusOf): Literal | undefined {
  switch (proposition.kind) {
    case 'constant':
      return undefined
    case 'literal':
      return status(proposition.dimension, proposition.test) === undefined ? proposition : undefined
    case 'and':
    case 'or': {
      const parts = proposition.kind === 'and' ? proposition.all : proposition.any
      for (const part of parts) {
        if (truthOf(part, status) !== undefined) continue
        const open = openLiteral(part, status)
        if (open !== undefined) return open
      }
      return undefined
    }
  }
}

/**
 * For a proposition that is true `at` a point: the negation of an open literal that has to be false for the proposition to be
 * false. Undefined if the proposition is certainly true.
 */
export function turningLiteral(proposition: Proposition, status: StatusOf, at: StatusOf): Literal | undefined {
  switch (proposition.kind) {
    case 'constant':
      return undefined
    case 'literal':
      return status(proposition.dimension, proposition.test) === undefined ? opposite(proposition) : undefined
    case 'and':
      for (const part of proposition.all) {
        const literal = turningLiteral(part, status, at)
        if (literal !== undefined) return literal
      }
      return undefined
    case 'or': {
      const holding = proposition.any.filter((part) => truthOf(part, at) === true)
      if (holding.some((part) => truthOf(part, status) === true)) return undefined
      return turningLiteral(holding[0]!, status, at)
    }
  }
}

/** A string that is equal for propositions with the same parts in any order. */
export function propositionText(proposition: Proposition): string {
  switch (proposition.kind) {
    case 'constant':
      return String(proposition.value)
    case 'literal':
      return `${proposition.wanted ? '' : '!'}${proposition.dimension}.${proposition.test}`
    case 'and':
      return `(${[...new Set(proposition.all.map(propositionText))].toSorted().join('&')})`
    case 'or':
      return `(${[...new Set(proposition.any.map(propositionText))].toSorted().join('|')})`
  }
}
