/**
 * What is said of a request: tests on single dimensions, joined across dimensions. Negation stands at the leaves only, and parts about one and
 * the same dimension are one test.
 */
export type Proposition =
  | { readonly kind: 'constant'; readonly value: boolean }
  | Literal
  | { readonly kind: 'and'; readonly all: readonly Proposition[] }
  | { readonly kind: 'or'; readonly any: readonly Proposition[] }

/** A test of a dimension that holds, or does not. */
export interface Literal {
  readonly kind: 'literal'
  readonly dimension: number
  readonly test: number
  readonly wanted: boolean
}

/** What is known of a test; undefined while it depends. */
export type StatusOf = (dimension: number, test: number) => boolean | undefined

/** The proposition that always has this value. */
export function certainly(value: boolean): Proposition {
  return { kind: 'constant', value }
}

/** The opposite of a literal. */
export function opposite(literal: Literal): Literal {
  return { ...literal, wanted: !literal.wanted }
}

/** Whether a proposition holds as far as its tests are known; undefined while that depends. Linear. */
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

/** The first test on which a proposition still depends; undefined where it depends on none. */
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
 * A literal that must turn for a proposition to turn, of one that holds `at` a point: what makes it hold there and is still open. Turned
 * round; undefined where it holds for certain.
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

/** The same text for the same proposition, whatever the order of its parts. */
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
