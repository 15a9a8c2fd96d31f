import { allOf, always, anyOf, type Condition, never, notOf } from './condition.ts'

/** A condition of another program, of which some parts may have no equivalent in the policy language. */
export type Expression =
  | { readonly kind: 'known'; readonly condition: Condition }
  /** User-agent tokens as policy text; `condition` declares a set of them, so that alternatives can share one. */
  | { readonly kind: 'tokens'; readonly tokens: readonly string[]; readonly condition: () => Condition }
  /** Nearly the same: `what` says where the two differ. */
  | { readonly kind: 'near'; readonly condition: Condition; readonly what: string }
  /** `what` names the part and says why it has no equivalent. */
  | { readonly kind: 'unknown'; readonly what: string }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Expression[] }

export const isTrue: Expression = { kind: 'known', condition: always }
export const isFalse: Expression = { kind: 'known', condition: never }

/** Returns an expression that is completely understood. */
export function known(condition: Condition): Expression {
  return { kind: 'known', condition }
}

/** Returns a condition that is nearly that of the other program. */
export function near(condition: Condition, what: string): Expression {
  return { kind: 'near', condition, what }
}

/** Returns a part that has no equivalent. */
export function unknown(what: string): Expression {
  return { kind: 'unknown', what }
}

/** Returns the negation. */
export function negated(of: Expression): Expression {
  return of.kind === 'not' ? of.of : { kind: 'not', of }
}

/** Returns the conjunction. */
export function both(...of: readonly Expression[]): Expression {
  return of.length === 1 ? of[0]! : { kind: 'all', of }
}

/** Returns the disjunction; false for no parts. */
export function either(of: readonly Expression[]): Expression {
  return of.length === 1 ? of[0]! : { kind: 'any', of }
}

/**
 * Returns the condition under which the expression is certainly true, whatever its unknown parts are: an unknown alternative is
 * dropped, and an unknown part of a conjunction makes the conjunction `never`. The result differs from the expression only if there are
 * `differences`. Linear.
 */
export function certainly(expression: Expression): Condition {
  return boundOf(expression, false)
}

/** Returns where `certainly` differs from the expression, each once: its unknown parts and its near ones. */
export function differences(expression: Expression): readonly string[] {
  const found = new Set<string>()
  const visit = (each: Expression): void => {
    switch (each.kind) {
      case 'known':
      case 'tokens':
        return
      case 'near':
      case 'unknown':
        found.add(each.what)
        return
      case 'not':
        return visit(each.of)
      case 'all':
      case 'any':
        return each.of.forEach(visit)
    }
  }
  visit(expression)
  return [...found]
}

/** Whether no part is unknown. */
export function isUnderstood(expression: Expression): boolean {
  switch (expression.kind) {
    case 'known':
    case 'tokens':
    case 'near':
      return true
    case 'unknown':
      return false
    case 'not':
      return isUnderstood(expression.of)
    case 'all':
    case 'any':
      return expression.of.every(isUnderstood)
  }
}

/** The lower bound (`isUpper` false) or the upper bound of an expression: unknown parts are false or true. */
function boundOf(expression: Expression, isUpper: boolean): Condition {
  switch (expression.kind) {
    case 'known':
    case 'near':
      return expression.condition
    case 'tokens':
      return expression.condition()
    case 'unknown':
      return isUpper ? always : never
    case 'not':
      return notOf(boundOf(expression.of, !isUpper))
    case 'all':
      return allOf(expression.of.map((each) => boundOf(each, isUpper)))
    case 'any':
      return anyOf(expression.of.map((each) => boundOf(each, isUpper)))
  }
}
