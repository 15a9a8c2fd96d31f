import { type Condition, isIn, notOf } from '../draft/condition.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { Directive } from './parse-nginx.ts'
import type { Variables } from './variable.ts'

/** Writes each `limit_req` at its position, or, if several of them share the counts of a zone, one rule for all of them. */
export interface LimitWriter {
  readonly write: (directives: readonly Directive[], context: NginxContext, inherited: Inherited) => void
  readonly writeShared: () => void
}

/** The state of writing the contexts of a configuration. */
export interface NginxContext {
  readonly draft: PolicyDraft
  /** The requests of servers and locations; undefined if they have no equivalent. */
  readonly regions: ReadonlyMap<Directive, Condition | undefined>
  readonly limits: LimitWriter
}

/** The settings that a context inherits from the contexts around it. */
export interface Inherited {
  readonly variables: Variables
  /** The requests that reach the context. */
  readonly region: Condition
  /** The value of `limit_req_status`. */
  readonly status: number
  /** The value of `limit_req_dry_run`. */
  readonly isDry: boolean
}

/**
 * Returns which requests of the enclosing context reach a block; `always` for a block that is not a context, undefined if there
 * is no equivalent.
 */
export function regionOf(directive: Directive, context: NginxContext): Condition | undefined {
  switch (directive.name) {
    case 'server':
    case 'location':
      return context.regions.get(directive)
    case 'limit_except': {
      const methods = directive.args.filter((method) => /^[A-Z]+$/.test(method))
      // GET includes HEAD.
      return methods.length === 0
        ? undefined
        : notOf(
            isIn(
              'method',
              [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : method)))].join(', '),
            ),
          )
    }
    default:
      return undefined
  }
}

/** Whether a block inherits directives from the enclosing one. */
export function isContext(name: string): boolean {
  return name === 'http' || name === 'server' || name === 'location' || name === 'limit_except'
}
