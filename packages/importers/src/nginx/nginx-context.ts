import { type Condition, isIn, notOf } from '../draft/condition.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { ErrorPages } from './error-page.ts'
import type { Directive } from './parse-nginx.ts'
import type { RewritePhase } from './rewrite-phase.ts'

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
  /** The results of the rewriting directives of servers and locations. */
  readonly phases: ReadonlyMap<Directive, RewritePhase>
  /** What has to be said about locations. */
  readonly remarks: ReadonlyMap<Directive, readonly string[]>
  readonly limits: LimitWriter
}

/** The settings that a context inherits from the contexts around it. */
export interface Inherited {
  /** The requests that reach the context. */
  readonly region: Condition
  /** The value of `limit_req_status`. */
  readonly status: number
  /** The value of `limit_req_dry_run`. */
  readonly isDry: boolean
  readonly pages: ErrorPages
  /** Whether the context or one around it has a list of addresses. */
  readonly hasList: boolean
  /** Whether the server has a name. */
  readonly hasServerName: boolean
  /** Whether `satisfy any` is in force. */
  readonly satisfiesAny: boolean
  /** Whether clients have to authenticate. */
  readonly asksForUser: boolean
}

/** The settings outside of all blocks. */
export const defaults: Omit<Inherited, 'region'> = {
  status: 503,
  isDry: false,
  pages: new Map(),
  hasList: false,
  hasServerName: false,
  satisfiesAny: false,
  asksForUser: false,
}

/**
 * Returns which requests of the enclosing context reach a block; undefined if there is no equivalent, or if the block is not a context.
 */
export function regionOf(directive: Directive, context: NginxContext): Condition | undefined {
  return context.regions.get(directive)
}

/** Returns the requests whose method a `limit_except` does not name; undefined if it names none. */
export function exceptMethods({ args }: Directive): Condition | undefined {
  const methods = args.filter((method) => /^[A-Za-z]+$/.test(method)).map((each) => each.toUpperCase())
  if (methods.length === 0) return undefined
  // GET includes HEAD.
  const all = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  return notOf(isIn('method', [...new Set(all)].join(', ')))
}

/** Whether a block inherits directives from the enclosing one. */
export function isContext(name: string): boolean {
  return name === 'http' || name === 'server' || name === 'location' || name === 'limit_except'
}
