import type { ServeConfig } from '@tidegate/node'

/** A flag of `tidegate serve`, and the environment variable with the same meaning. */
export interface ServeFlag {
  /** As commander takes it; absent for a secret, which others could see in the list of processes. */
  readonly flag?: string
  readonly variable: string
  readonly help: string
}

/** The flag of each option; undefined for options that only a `tidegate.yaml` can give, because they are not one text. */
export const serveFlags: { readonly [Name in keyof ServeConfig]-?: ServeFlag | undefined } = {
  listen: {
    flag: '--listen <address>',
    variable: 'TIDEGATE_LISTEN',
    help: 'where to listen: 127.0.0.1:7411 (default), unix:/run/tidegate/tidegate.sock, or systemd; several are separated by commas',
  },
  admin: {
    flag: '--admin <address>',
    variable: 'TIDEGATE_ADMIN',
    help: 'where to report health and metrics: 127.0.0.1:7412 (default), or none',
  },
  adminToken: {
    variable: 'TIDEGATE_ADMIN_TOKEN',
    help: 'tokens for the admin listener',
  },
  adminTokenFile: {
    flag: '--admin-token-file <file>',
    variable: 'TIDEGATE_ADMIN_TOKEN_FILE',
    help: 'file with tokens for the admin listener, one per line: NAME=TOKEN, or NAME:read=TOKEN for looking only',
  },
  to: {
    flag: '--to <url>',
    variable: 'TIDEGATE_TO',
    help: 'the site to stand in front of: http://127.0.0.1:8069, or unix:/run/site.sock; without it, proxies ask through their doors',
  },
  behind: {
    flag: '--behind <proxy>',
    variable: 'TIDEGATE_BEHIND',
    help: 'the proxies that ask, whose doors are open: nginx, caddy, haproxy, traefik, envoy; all by default',
  },
  proxies: {
    flag: '--proxies <peers>',
    variable: 'TIDEGATE_PROXIES',
    help: 'addresses of these proxies: loopback, unix (both by default), private, 10.0.0.0/8; with --to, whose X-Forwarded-For is trusted (none by default)',
  },
  requestIds: {
    flag: '--request-ids',
    variable: 'TIDEGATE_REQUEST_IDS',
    help: 'the proxies set an id for every request themselves: repeated checks of one request are decided and counted once',
  },
  settle: {
    flag: '--settle <address>',
    variable: 'TIDEGATE_SETTLE',
    help: 'where the proxy sends the status of each reply: udp:127.0.0.1:7413',
  },
  sites: undefined,
  workers: {
    flag: '--workers <number>',
    variable: 'TIDEGATE_WORKERS',
    help: 'how many processes decide requests, with shared counters: 1 by default',
  },
  store: {
    flag: '--store <url>',
    variable: 'TIDEGATE_STORE',
    help: 'keep the counters in Redis or Valkey: redis://127.0.0.1:6379; without it REDIS_URL, or else the memory of this process',
  },
  state: {
    flag: '--state <folder>',
    variable: 'TIDEGATE_STATE',
    help: "keep the counters, operators' blocks and temporary rules in this folder over a restart; without it, they end with the process",
  },
  onStoreError: {
    flag: '--on-store-error <what>',
    variable: 'TIDEGATE_ON_STORE_ERROR',
    help: 'while that server is unavailable: count in this process (local, the default), allow, or deny with 503',
  },
  storeTimeoutMs: {
    flag: '--store-timeout <time>',
    variable: 'TIDEGATE_STORE_TIMEOUT',
    help: 'how long a decision waits for that server at most: 250ms by default',
  },
  localShare: {
    flag: '--local-share <part>',
    variable: 'TIDEGATE_LOCAL_SHARE',
    help: 'with local: the part of every limit that this process admits, such as 1/4 for one of four gateways; 1 by default',
  },
  nearCacheMs: {
    flag: '--near-cache <time>',
    variable: 'TIDEGATE_NEAR_CACHE',
    help: 'how long a client over its limit is refused without asking that server: 1s by default, 0s always asks',
  },
  tls: undefined,
  notReadyMs: {
    flag: '--not-ready <time>',
    variable: 'TIDEGATE_NOT_READY',
    help: 'how long to go on after becoming not ready, before the end: 0s by default',
  },
  drainMs: {
    flag: '--drain <time>',
    variable: 'TIDEGATE_DRAIN',
    help: 'how long requests in progress may take at the end: 10s by default',
  },
  replyWithinMs: {
    flag: '--reply-within <time>',
    variable: 'TIDEGATE_REPLY_WITHIN',
    help: 'how long the site may take for a reply: 60s by default',
  },
  page: {
    flag: '--no-page',
    variable: 'TIDEGATE_PAGE',
    help: 'do not offer the page for operators on the admin listener',
  },
  watch: {
    flag: '--no-watch',
    variable: 'TIDEGATE_WATCH',
    help: 'do not reload when a file of a policy changes',
  },
  logLevel: {
    flag: '--log-level <level>',
    variable: 'TIDEGATE_LOG_LEVEL',
    help: 'the least severe messages to write: debug, info (default), warn or error',
  },
  logFormat: {
    flag: '--log-format <format>',
    variable: 'TIDEGATE_LOG_FORMAT',
    help: 'text (default), or json with one object for each line',
  },
  decisionLog: {
    flag: '--decision-log <file>',
    variable: 'TIDEGATE_DECISION_LOG',
    help: 'log every decision to this file, for tidegate replay; - is standard output (options: serve.decisionLog in tidegate.yaml)',
  },
  auditLog: {
    flag: '--audit-log <file>',
    variable: 'TIDEGATE_AUDIT_LOG',
    help: 'record refusals, reloads and changes in this file, as CSV if its name ends with .csv (options: serve.auditLog)',
  },
}

/** Names of the options that have a flag. */
export const serveFlagNames: readonly (keyof ServeConfig)[] = (
  Object.keys(serveFlags) as readonly (keyof ServeConfig)[]
).filter((name) => serveFlags[name] !== undefined)
