import type { Logger } from '@tidegate/engine'
import type { ReplyOptions } from '@tidegate/engine/http'
import type { ConnectionBounds } from './listeners/bound-connections.ts'
import type { OperatorChange } from './operator/operator.ts'
import type {
  AdminToken,
  AuditLogOptions,
  DatagramAddress,
  DecisionLogOptions,
  ListenAddress,
  OpenPolicyOptions,
  ProxyName,
  SiteConfig,
  Upstream,
} from '@tidegate/node'
import type { Certificate } from './listeners/certificate.ts'
import type { PassedSocket } from './listeners/systemd-sockets.ts'

/** How a gateway runs. */
export interface GatewayOptions {
  /** The policies, and the hosts that they are for. At least one. */
  readonly sites: readonly SiteConfig[]
  /** Where proxies ask, or, with `to`, where clients connect. */
  readonly listen: readonly (ListenAddress | PassedSocket)[]
  /** Where operators look: health and metrics; nowhere if it is undefined. */
  readonly admin?: ListenAddress | PassedSocket
  /** Whether the admin listener has the page for operators, at `/page`. Default true. */
  readonly page?: boolean
  /**
   * The tokens of the admin listener; called again by `reload`. Without tokens, only programs of this machine may use what it has for operators. Health can be
   * asked without a token.
   */
  readonly adminTokens?: () => Promise<readonly AdminToken[]>
  /** The site that is protected: the gateway is its reverse proxy. Without it, the gateway answers the checks of proxies. */
  readonly to?: Upstream
  /** The proxies that ask: only their doors are open. Default: all doors. */
  readonly behind?: readonly ProxyName[]
  /**
   * The peers that may ask, as `trustProxy` names them; with `to`, the peers whose `X-Forwarded-…` are passed on. Default `loopback, unix`, and
   * none with `to`.
   */
  readonly proxies?: string | readonly string[]
  /** Whether the proxies set the id of every request themselves, so that repeated checks of one request are decided once. Default false. */
  readonly requestIds?: boolean
  /** Where the statuses of replies arrive as datagrams. */
  readonly settle?: DatagramAddress
  /** Certificate of the listeners; with it, they speak HTTPS with HTTP/1.1 and HTTP/2. Called again by `reload`. */
  readonly certificate?: () => Promise<Certificate>
  /** Milliseconds between "not ready" and the end of the listeners. Default 0. */
  readonly notReadyMs?: number
  /** Milliseconds for requests in progress to end. Default 10,000. */
  readonly drainMs?: number
  /** Milliseconds that the site may take for a reply. Default 60,000. */
  readonly replyWithinMs?: number
  /** Where decisions are logged for `tidegate replay`; each line has the label `site`, with the policy's file, if there are several. */
  readonly decisionLog?: DecisionLogOptions
  /** Where refusals, reloads and changes are recorded for audits. */
  readonly auditLog?: AuditLogOptions
  /** What connections to each of the listeners may use. */
  readonly connections?: ConnectionBounds
  /**
   * A folder in which counters, operators' blocks and temporary rules outlive the process; see `OpenPolicyOptions.state`. With a `store` for the gates, the
   * counters are there, and only the rest is in the folder. Default none: they end with the process.
   */
  readonly state?: string
  /** Options of all gates. */
  readonly gates?: Omit<OpenPolicyOptions, 'logger' | 'onLogLine' | 'state' | 'additions'>
  /** The form of refusals and the RateLimit fields. */
  readonly replies?: Omit<ReplyOptions, 'plugins'>
  /** Receives every change that an operator makes, in addition to the log. */
  readonly onOperatorChange?: (change: OperatorChange) => void
  /** Receives the log. Default: lines of text on standard error. */
  readonly logger?: Logger
}
