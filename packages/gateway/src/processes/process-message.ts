import type { CounterSubject, EdgeSubject, GateCounts, GateStats, Refusal } from '@tidegate/engine'
import type { Reply } from '@tidegate/engine/http'
import type { Source } from '@tidegate/model'
import type { DoorName } from '../doors/door.ts'
import type { FrontCounts } from '../front/front-counts.ts'
import type { ProbeRecord } from '../probes/probes.ts'

/** What the primary of a gateway with several processes sends to a worker. Answers have the number of their question. */
export type PrimaryMessage =
  | { readonly kind: 'report'; readonly id: number; readonly ids: readonly string[] }
  | { readonly kind: 'reload'; readonly id: number }
  | { readonly kind: 'amend'; readonly id: number; readonly policy: string; readonly additions: readonly Source[] }
  | { readonly kind: 'reset'; readonly id: number; readonly policy: string; readonly subject: CounterSubject }
  | {
      readonly kind: 'block'
      readonly id: number
      readonly policy: string
      readonly subject: CounterSubject
      readonly forMs: number
    }
  | { readonly kind: 'mark'; readonly id: number; readonly mark: string }
  | { readonly kind: 'render'; readonly id: number; readonly replyId: string; readonly accept: string }
  /** The answer to `elsewhere`. */
  | { readonly kind: 'rendered'; readonly id: number; readonly reply?: Reply }
  | { readonly kind: 'stop' }

/** What a worker sends to the primary. */
export type WorkerMessage =
  | { readonly kind: 'ready'; readonly addresses: readonly string[] }
  | { readonly kind: 'failed'; readonly message: string; readonly help?: string }
  | { readonly kind: 'done'; readonly id: number }
  | { readonly kind: 'report'; readonly id?: number; readonly report: WorkerReport }
  | { readonly kind: 'probed'; readonly mark: string; readonly record: ProbeRecord }
  /** Asks for a reply that another worker has; answered by `rendered`. */
  | { readonly kind: 'elsewhere'; readonly id: number; readonly replyId: string; readonly accept: string }
  | { readonly kind: 'rendered'; readonly id: number; readonly reply?: Reply }
  /** Lines for the log of the gateway. */
  | { readonly kind: 'log'; readonly text: string }

/** What a worker has done, and the state it is in. */
export interface WorkerReport {
  readonly gates: readonly GateReport[]
  readonly repeated: Readonly<Record<DoorName, number>>
  readonly connections: readonly { readonly address: string; readonly open: number }[]
  readonly front?: FrontCounts
  /** The values of `processMetrics`, in their order. */
  readonly process: readonly number[]
}

/** What the gate of one policy has done in a worker. */
export interface GateReport {
  readonly policy: string
  readonly counts: GateCounts
  readonly stats: GateStats
  /** Newest first. */
  readonly refusals: readonly Refusal[]
  readonly edge: readonly EdgeSubject[]
}
