import type { ReloadReport } from '@tidegate/engine'
import type { Audit } from '@tidegate/node'
import type { Checks } from './checks/create-checks.ts'
import type { DoorName } from './doors/door.ts'
import type { FrontCounts } from './front/front-counts.ts'
import type { GatewayLogStats } from './logs/gateway-logs.ts'
import type { Operator } from './operator/operator.ts'
import type { Probes } from './probes/probes.ts'
import type { Sites } from './sites/sites.ts'

/** A running gateway. */
export interface Gateway {
  /** Where it listens: `HOST:PORT` or the path of a Unix socket, in the order of the options. */
  readonly addresses: readonly string[]
  readonly adminAddress: string | undefined
  readonly sites: Sites
  /** What operators see and change, as the admin listener offers it. */
  readonly operator: Operator
  isReady(): boolean
  /** Number of checks by door that were answered with an earlier decision. */
  repeatedChecks(): Readonly<Record<DoorName, number>>
  /** Records what an operator changed; does nothing without an audit log. */
  readonly audit: Audit
  /** What has become of the lines of the decision log and of the audit log; undefined for a log that is not kept. */
  logStats(): GatewayLogStats
  /** Opens the logs again, and reads all policies and the certificate again. What cannot be used is reported in the log, and what was in force stays in force. */
  reload(): Promise<readonly ReloadReport[]>
  /** Becomes not ready, stops listening, lets requests in progress end, and closes the gates. Calls after the first return the same promise. */
  stop(): Promise<void>
}

/** A process of a gateway, and what the others may ask of it. */
export interface GatewayProcess extends Gateway {
  readonly findReply: Checks['findReply']
  readonly probes: Probes
  readonly connections: () => readonly { readonly address: string; readonly open: number }[]
  readonly front: (() => FrontCounts) | undefined
  /** The state folder of the counters of a policy; undefined without one. */
  readonly stateOf: (policy: string) => string | undefined
}
