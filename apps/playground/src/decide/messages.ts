import type { PolicyDiff } from '@tidegate/analysis'
import type { Explanation, RuleRef } from '@tidegate/engine'
import type { Model } from '@tidegate/model'
import type { RequestProblem } from '../requests/asked-request.ts'

/** What the page asks the worker. `id` is repeated in all answers; an `id` of a later `run` ends the earlier one. */
export type Question =
  | { readonly kind: 'run'; readonly id: number; readonly model: Model; readonly text: string }
  | { readonly kind: 'explain'; readonly id: number; readonly index: number }
  | { readonly kind: 'rows'; readonly id: number; readonly from: number; readonly to: number }
  | { readonly kind: 'test'; readonly id: number; readonly policy: string }
  | {
      readonly kind: 'diff'
      readonly id: number
      readonly before: Model
      readonly after: Model
      readonly nowMs: number
    }

/** What the worker answers. */
export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly id: number; readonly share: number; readonly doing: string }
  | ({ readonly kind: 'decided'; readonly id: number } & Decided)
  | {
      readonly kind: 'explained'
      readonly id: number
      readonly index: number
      readonly row: Row
      readonly explanation: Explanation
    }
  | { readonly kind: 'rows'; readonly id: number; readonly rows: readonly Row[] }
  | { readonly kind: 'test'; readonly id: number; readonly text: string }
  | { readonly kind: 'diff'; readonly id: number; readonly diff: PolicyDiff }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }

/** The decisions about all requests, as columns in the order of time. */
export interface Decided {
  readonly form: string
  /** Milliseconds since 1970. */
  readonly times: Float64Array<ArrayBuffer>
  /** Indices into `outcomeNames`. */
  readonly outcomes: Uint8Array<ArrayBuffer>
  /** How many requests each rule has refused; in the order of this number. */
  readonly refusals: readonly { readonly rule: RuleRef; readonly count: number; readonly first: number }[]
  readonly problems: readonly RequestProblem[]
  readonly unread: number
  /** How long the decisions took, in milliseconds. */
  readonly tookMs: number
}

/** The outcomes, as `Decided` refers to them. */
export const outcomeNames = ['pass', 'limit', 'block'] as const

/** One request as the list shows it. */
export interface Row {
  readonly index: number
  readonly atMs: number
  readonly method: string
  readonly target: string
  readonly address: string
  readonly agent: string | undefined
  readonly user: string | undefined
  readonly outcome: (typeof outcomeNames)[number]
  readonly status: number
  readonly rule: string | undefined
}
