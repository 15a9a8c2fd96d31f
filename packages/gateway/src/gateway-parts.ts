import type { OpenedGate, OpenPolicyOptions } from '@tidegate/node'
import type { ReplyPlace } from './checks/create-checks.ts'
import type { DoorName } from './doors/door.ts'
import type { FrontCounts } from './front/front-counts.ts'
import type { Probes } from './probes/probes.ts'

/** What a process of a gateway with several does in another way than a gateway of one process. */
export interface GatewayParts {
  readonly role: 'primary' | 'worker'
  /** Options of the gate of a policy that another process knows. */
  readonly siteOptions?: (policy: string) => Pick<OpenPolicyOptions, 'state' | 'additions'>
  /** What operators and metrics see instead of the gate of a policy. */
  readonly joinGate?: (policy: string, gate: OpenedGate) => OpenedGate
  readonly joinProbes?: (probes: Probes) => Probes
  /** What begins the ids of replies that nginx fetches, and finds those of other processes. */
  readonly replies?: ReplyPlace
  readonly others?: OtherProcesses
}

/** The workers, as the primary knows them. */
export interface OtherProcesses {
  readonly repeated: () => readonly Readonly<Record<DoorName, number>>[]
  readonly connections: () => readonly { readonly address: string; readonly open: number }[]
  readonly fronts: () => readonly FrontCounts[]
  /** For each worker, the values of `processMetrics`. */
  readonly processes: () => readonly (readonly number[])[]
  /** Asks for the newest reports, and for the refusals with these ids. */
  readonly refresh: (ids: readonly string[]) => Promise<void>
  readonly reload: () => Promise<void>
  readonly isReady: () => boolean
  readonly stop: () => Promise<void>
}
