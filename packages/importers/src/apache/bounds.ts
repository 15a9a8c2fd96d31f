import { allOf, always, anyOf, type Condition, never, notOf } from '../draft/condition.ts'
import { pathMatches } from '@tidegate/values'

/** What is known of a condition: it is true if `least` is, and only if `most` is. */
export interface Bounds {
  readonly least: Condition
  readonly most: Condition
}

/** The bounds of a condition of which nothing is known. */
export const unknown: Bounds = { least: never, most: always }

/** Returns the bounds of a condition; if parts of it are left out, only that it is a lower bound. */
export function boundsOf(condition: Condition, isWhole = true): Bounds {
  return { least: condition, most: isWhole ? condition : always }
}

/** Returns the bounds of a negation. */
export function notBounds({ least, most }: Bounds): Bounds {
  return { least: notOf(most), most: notOf(least) }
}

/** Returns the bounds of a conjunction. */
export function allBounds(all: readonly Bounds[]): Bounds {
  return { least: allOf(all.map(({ least }) => least)), most: allOf(all.map(({ most }) => most)) }
}

/** Returns the bounds of a disjunction. */
export function anyBounds(all: readonly Bounds[]): Bounds {
  return { least: anyOf(all.map(({ least }) => least)), most: anyOf(all.map(({ most }) => most)) }
}

/** A path to which a rule rewrites: undefined if it depends on the request. */
export interface RewrittenTo {
  readonly path: string | undefined
  readonly keepsQuery: boolean
}

/** Returns the bounds of a condition for requests that were rewritten. */
export function afterRewriting({ least, most }: Bounds, to: RewrittenTo): Bounds {
  return { least: rewritten(least, to, false), most: rewritten(most, to, true) }
}

function rewritten(condition: Condition, to: RewrittenTo, assumed: boolean): Condition {
  switch (condition.kind) {
    case 'always':
    case 'never':
      return condition
    case 'not':
      return notOf(rewritten(condition.of, to, !assumed))
    case 'all':
      return allOf(condition.of.map((part) => rewritten(part, to, assumed)))
    case 'any':
      return anyOf(condition.of.map((part) => rewritten(part, to, assumed)))
    case 'test': {
      if (condition.patterns !== undefined) {
        const { path } = to
        if (path === undefined) return assumed ? always : never
        const small = path.toLowerCase()
        return condition.patterns.some((pattern) => pathMatches(pattern.toLowerCase(), small)) ? always : never
      }
      if (condition.text.startsWith('target ') && !to.keepsQuery) return assumed ? always : never
      return condition
    }
  }
}
