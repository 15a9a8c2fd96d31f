import { relative } from 'node:path'
import { addressText, proxyNames } from '@tidegate/node'
import { escapeControls } from '@tidegate/values'
import { fileOfWorker, type GatewayOptions } from '@tidegate/gateway'

/** Output of `serve --check --json`. Later versions only add to it; `schemas/serve.schema.json` describes it. */
export interface ServeReport {
  readonly version: 1
  readonly config?: string
  readonly listen: readonly string[]
  readonly admin?: string
  /** The address of the page for operators; absent if it is switched off or there is no admin listener. */
  readonly page?: string
  /** The site whose reverse proxy the gateway is. */
  readonly to?: string
  /** The proxies whose doors are open, if there is no such site. */
  readonly behind?: readonly string[]
  readonly requestIds: boolean
  readonly settle?: string
  readonly sites: readonly {
    readonly policy: string
    readonly hosts?: readonly string[]
    readonly fingerprint: string
  }[]
  /** How many processes decide requests; absent if it is one. */
  readonly workers?: number
  /** The server that has the counters, without a password; absent if they are in the memory of the process. */
  readonly store?: string
  /** The folder in which counters and what operators changed outlive the process. */
  readonly state?: string
  /** What happens to requests with limits while that server is unavailable; absent without one. */
  readonly onStoreError?: StoreFallback
  readonly decisionLog?: string
  readonly auditLog?: string
  /** The limits that count replies, but never learn their statuses. */
  readonly limitsThatCannotCount: readonly string[]
  /** The limits at once that are not enforced, because the end of a request is not seen. */
  readonly limitsThatCannotHold: readonly string[]
}

/** `GateOptions.onStoreError`, with its default. */
export type StoreFallback = 'local' | 'allow' | 'deny'

const fallbackTexts: Readonly<Record<StoreFallback, string>> = {
  local: 'counted in this process',
  allow: 'admitted',
  deny: 'refused with 503',
}

/** The limits of all policies that need what the proxy does not report, as `FILE:LINE`. */
export interface UnseenLimits {
  readonly cannotCount: readonly string[]
  readonly cannotHold: readonly string[]
}

type Socket = GatewayOptions['listen'][number]

/** Describes what a gateway with these options does. */
export function describeSettings(
  options: Omit<GatewayOptions, 'logger'>,
  config: string | undefined,
  sites: ServeReport['sites'],
  { cannotCount, cannotHold }: UnseenLimits,
  store?: string,
  onStoreError: StoreFallback = 'local',
  workers = 1,
): ServeReport {
  const { admin, page = true, to, behind, requestIds = false, settle, state, decisionLog, auditLog } = options
  return {
    version: 1,
    ...(config !== undefined && { config }),
    listen: options.listen.map(socketText),
    ...(admin !== undefined && { admin: socketText(admin) }),
    ...(admin !== undefined && page && { page: pageAddress(socketText(admin)) }),
    ...(to === undefined ? { behind: behind ?? proxyNames } : { to: to.kind === 'url' ? to.url : `unix:${to.path}` }),
    requestIds,
    ...(settle !== undefined && { settle: `udp:${settle.host}:${settle.port}` }),
    sites,
    ...(workers > 1 && { workers }),
    ...(store !== undefined && { store, onStoreError }),
    ...(state !== undefined && { state }),
    ...(decisionLog !== undefined && { decisionLog: decisionLog.file }),
    ...(auditLog !== undefined && { auditLog: auditLog.file }),
    limitsThatCannotCount: cannotCount,
    limitsThatCannotHold: cannotHold,
  }
}

function socketText(socket: Socket): string {
  return 'fd' in socket ? `systemd:${socket.name}` : addressText(socket)
}

/** The address of the page for operators, to open in a browser where the admin listener has one. */
export function pageAddress(admin: string): string {
  return /^(?:unix:|systemd|\/)/.test(admin) ? `/page of ${admin}` : `http://${admin}/page`
}

/** The report as text. */
export function renderSettings(report: ServeReport, cwd: string): string {
  const {
    config,
    listen,
    admin,
    page,
    to,
    behind = [],
    requestIds,
    settle,
    sites,
    limitsThatCannotCount,
    limitsThatCannotHold,
    workers,
    store,
    state,
    onStoreError,
    decisionLog,
    auditLog,
  } = report
  const rows: readonly (readonly [string, string] | undefined)[] = [
    config === undefined ? undefined : ['configuration', shown(config, cwd)],
    ['listen', listen.join(', ')],
    ['admin', admin ?? 'none'],
    ['page', page ?? 'none'],
    to === undefined ? ['doors', behind.join(', ')] : ['site', to],
    ['request ids', requestIds ? 'set by the proxy: repeated checks count once' : 'none: every check counts'],
    ['statuses', settle ?? (to === undefined ? 'not received' : 'seen here')],
    ...sites.map(({ policy, hosts }): readonly [string, string] => [
      'policy',
      `${shown(policy, cwd)} for ${hosts === undefined ? 'all other hosts' : hosts.join(', ')}`,
    ]),
    workers === undefined ? undefined : ['processes', `${workers}, which share their counters`],
    store === undefined ? undefined : ['counters', store],
    state === undefined ? undefined : ['state', shown(state, cwd)],
    onStoreError === undefined
      ? undefined
      : ['without them', `requests with limits are ${fallbackTexts[onStoreError]}`],
    decisionLog === undefined ? undefined : ['decision log', logText(decisionLog, workers, cwd)],
    auditLog === undefined ? undefined : ['audit log', logText(auditLog, workers, cwd)],
    ...limitsThatCannotCount.map((limit): readonly [string, string] => ['counts nothing', limit]),
    ...limitsThatCannotHold.map((limit): readonly [string, string] => ['not enforced', `${limit} (at once)`]),
  ]
  return rows
    .filter((row) => row !== undefined)
    .map(([name, text]) => `${name.padEnd(15)}${escapeControls(text)}\n`)
    .join('')
}

/** With several processes, each writes a file of its own. */
function logText(file: string, workers: number | undefined, cwd: string): string {
  const text = fileText(file, cwd)
  return workers === undefined
    ? text
    : `${text}, and one for each process, such as ${fileText(fileOfWorker(file, 1), cwd)}`
}

function fileText(file: string, cwd: string): string {
  return file === '-' ? 'standard output' : shown(file, cwd)
}

function shown(path: string, cwd: string): string {
  const name = relative(cwd, path)
  return name.startsWith('..') ? path : name
}
