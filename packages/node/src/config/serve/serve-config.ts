import type { AuditLogOptions } from '../../decision-log/audit-log.ts'
import type { DecisionLogOptions } from '../../decision-log/decision-log.ts'
import type { AdminToken } from './admin-token.ts'
import type { ListenAddress } from './listen-address.ts'
import type { Upstream } from './upstream.ts'

/** A proxy for which there is a recipe. */
export type ProxyName = 'nginx' | 'caddy' | 'haproxy' | 'traefik' | 'envoy'

/** The proxies, in the order in which messages name them. */
export const proxyNames: readonly ProxyName[] = ['nginx', 'caddy', 'haproxy', 'traefik', 'envoy']

/** A policy and the hosts for which it decides; all other hosts, if there are none. */
export interface SiteConfig {
  /** Names in lower case, such as `shop.example` or `*.shop.example`; the longest one that matches decides. */
  readonly hosts?: readonly string[]
  /** Path of the policy. */
  readonly policy: string
}

/** Where datagrams are received. */
export interface DatagramAddress {
  readonly host: string
  readonly port: number
}

/** Files with a certificate chain and its key, as PEM. */
export interface CertificateFiles {
  readonly certificate: string
  readonly key: string
}

/** What `tidegate serve` reads from the key `serve` of `tidegate.yaml`, from flags and from the environment. */
export interface ServeConfig {
  readonly listen?: readonly ListenAddress[]
  readonly admin?: ListenAddress | 'none'
  /** Who may use the admin listener; without tokens, programs of the same machine. */
  readonly adminToken?: readonly AdminToken[]
  /** Path of a file with further tokens. */
  readonly adminTokenFile?: string
  readonly to?: Upstream
  readonly behind?: readonly ProxyName[]
  readonly proxies?: readonly string[]
  readonly requestIds?: boolean
  readonly settle?: DatagramAddress
  readonly sites?: readonly SiteConfig[]
  /** How many processes decide requests; 1 is this process itself. */
  readonly workers?: number
  /** URL of the Redis or Valkey server that has the counters, `redis:` or `rediss:`; without it, they are in the memory of the process. */
  readonly store?: string
  /** Path of the folder in which counters, operators' blocks and temporary rules outlive the process. */
  readonly state?: string
  /** What happens to requests with limits while that server is unavailable: `GateOptions.onStoreError`. */
  readonly onStoreError?: 'local' | 'allow' | 'deny'
  /** `GateOptions.storeTimeoutMs`. */
  readonly storeTimeoutMs?: number
  /** `GateOptions.localShare`. */
  readonly localShare?: number
  /** `GateOptions.nearCacheMs`. */
  readonly nearCacheMs?: number
  readonly tls?: CertificateFiles
  readonly notReadyMs?: number
  readonly drainMs?: number
  readonly replyWithinMs?: number
  /** Whether the admin listener has the page for operators. */
  readonly page?: boolean
  readonly watch?: boolean
  readonly logLevel?: ServeLogLevel
  readonly logFormat?: ServeLogFormat
  readonly decisionLog?: DecisionLogOptions
  readonly auditLog?: AuditLogOptions
}

/** The least severe messages that are written. */
export type ServeLogLevel = 'debug' | 'info' | 'warn' | 'error'
/** Lines of text, or one JSON object on each line. */
export type ServeLogFormat = 'text' | 'json'
