import { type Condition, isIn, notOf } from '../draft/condition.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { Directive } from './parse-nginx.ts'
import type { Variables } from './variable.ts'

/** Writes `limit_req` where it stands, or, where several places share the counts of a zone, as one rule for all of them. */
export interface LimitWriter {
  readonly write: (directives: readonly Directive[], context: NginxContext, inherited: Inherited) => void
  readonly writeShared: () => void
}

/** What writing the contexts of a configuration needs. */
export interface NginxContext {
  readonly draft: PolicyDraft
  /** Of servers and locations; undefined where they cannot be said. */
  readonly regions: ReadonlyMap<Directive, Condition | undefined>
  readonly limits: LimitWriter
}

/** What a context has from those around it. */
export interface Inherited {
  readonly variables: Variables
  /** Which requests come into it. */
  readonly region: Condition
  /** Of `limit_req_status`. */
  readonly status: number
  /** Of `limit_req_dry_run`. */
  readonly isDry: boolean
}

/** Which requests of those around it come into a block; `always` for one that is no context of its own, undefined where it cannot be said. */
export function regionOf(directive: Directive, context: NginxContext): Condition | undefined {
  switch (directive.name) {
    case 'server':
    case 'location':
      return context.regions.get(directive)
    case 'limit_except': {
      const methods = directive.args.filter((method) => /^[A-Z]+$/.test(method))
      // GET stands for HEAD too.
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

/** Whether a block holds directives by the rules of inheritance. */
export function isContext(name: string): boolean {
  return name === 'http' || name === 'server' || name === 'location' || name === 'limit_except'
}
