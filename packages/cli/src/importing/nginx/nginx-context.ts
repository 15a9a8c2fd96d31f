import { allOf, anyOf, type Condition, isIn, never, notOf } from '../condition.ts'
import type { PolicyDraft } from '../policy-draft.ts'
import type { LimitWriter } from './limit-writer.ts'
import type { Directive } from './parse-nginx.ts'
import type { Variables } from './variable.ts'

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

/**
 * The requests for which a context within says itself what this one says: there nginx does not look at this one. `unknown` are contexts
 * that do so of which the requests cannot be said.
 */
export function replacedWithin(
  directives: readonly Directive[],
  says: (block: readonly Directive[], name: string) => boolean,
  context: NginxContext,
): { readonly where: Condition; readonly unknown: readonly Directive[] } {
  const where: Condition[] = []
  const unknown: Directive[] = []
  for (const directive of directives) {
    const { name, block } = directive
    if (block === undefined || !isContext(name)) continue
    const inner = says(block, name) ? undefined : replacedWithin(block, says, context)
    if (name === 'http') {
      where.push(inner?.where ?? never)
      unknown.push(...(inner?.unknown ?? []))
      continue
    }
    const region = regionOf(directive, context)
    if (inner === undefined && region === undefined) unknown.push(directive)
    if (region !== undefined) where.push(inner === undefined ? region : allOf([region, inner.where]))
    unknown.push(...(inner?.unknown ?? []))
  }
  return { where: anyOf(where), unknown }
}

/** Whether a block holds directives by the rules of inheritance. */
export function isContext(name: string): boolean {
  return name === 'http' || name === 'server' || name === 'location' || name === 'limit_except'
}
