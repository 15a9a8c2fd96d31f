import type { Server } from 'node:http'
import type { Socket } from 'node:dgram'
import { setTimeout as wait } from 'node:timers/promises'
import { createTextLogger, type LogFields, type ReloadReport } from '@tidegate/engine'
import { withFields } from '@tidegate/engine/tools'
import { type OpenedGate, openPolicy } from '@tidegate/node'
import { adminListener } from './admin/admin-listener.ts'
import { refreshedBefore } from './admin/refreshed-before.ts'
import { renewSecrets } from './admin/renew-secrets.ts'
import { createAdminTokens } from './admin/tokens.ts'
import { createChecks } from './checks/create-checks.ts'
import { sumRepeated } from './checks/sum-repeated.ts'
import { createDoors } from './create-doors.ts'
import { doors, proxies as knownProxies } from './doors/door-of.ts'
import { createFront } from './front/create-front.ts'
import { sumFronts } from './front/front-counts.ts'
import { createSiteOutage } from './front/site-outage.ts'
import type { GatewayOptions } from './gateway-options.ts'
import type { GatewayParts } from './gateway-parts.ts'
import { openGatewayLogs } from './logs/gateway-logs.ts'
import { answerUnreadable } from './listeners/answer-unreadable.ts'
import { type ConnectionBounds, connectionBounds } from './listeners/bound-connections.ts'
import type { Certificate } from './listeners/certificate.ts'
import { adminBounds, createAdminServer, createMainServer } from './listeners/create-servers.ts'
import { type AnyServer, closeServer, followServer, type Listening, shownAddress } from './listeners/listening.ts'
import { namedPeers } from './listeners/named-peers.ts'
import { createRareWarnings } from './listeners/rare-warnings.ts'
import { openListener } from './listeners/open-listener.ts'
import { createMetricsListener } from './metrics/gateway-metrics.ts'
import { auditedChange } from './operator/audited-change.ts'
import { createOperator } from './operator/create-operator.ts'
import { type GatewayState, openGatewayState } from './operator/kept-operations.ts'
import { tighteningFile } from './operator/tighten-policies.ts'
import { createAwaitedReplies } from './settling/awaited-replies.ts'
import { createPage, type OperatorPage } from './page/create-page.ts'
import { createProbes } from './probes/probes.ts'
import { receiveSettlements } from './settling/receive-settlements.ts'
import { unseenLimits } from './settling/unseen-limits.ts'
import type { Gateway, GatewayProcess } from './running-gateway.ts'
import { openSites } from './sites/sites.ts'

/**
 * Opens the policies and then the listeners. Rejects with a `PolicyError` for a policy that cannot be enforced, and with a `ListenError` for an address that
 * cannot be used: a gateway that does not have all its policies never listens.
 */
export function openGateway(options: GatewayOptions): Promise<Gateway> {
  return openProcess(options)
}

/** Opens the only process of a gateway, or one of several, whose `parts` connect it with the others. */
export async function openProcess(options: GatewayOptions, parts?: GatewayParts): Promise<GatewayProcess> {
  const {
    logger = createTextLogger(console.error),
    replies = {},
    gates = {},
    requestIds = false,
    to,
    notReadyMs = 0,
    drainMs = 10_000,
    replyWithinMs = 60_000,
    connections = connectionBounds,
  } = options
  const wallMs = (): number => gates.clock?.wallMs() ?? Date.now()
  const nowMs = (): number => performance.now()
  const isNamedPeer = namedPeers(options.proxies ?? (to === undefined ? ['loopback', 'unix'] : false))
  const warn = (fields: LogFields, message: string): void => logger.warn(fields, message)
  const { warn: warnSometimes, flush } = createRareWarnings(warn, nowMs)

  const logs = openGatewayLogs(options, (message) => logger.warn({ code: 'log' }, message))
  const policies = [...new Set(options.sites.map(({ policy }) => policy))]
  const state = await openState().catch(async (error: unknown) => {
    await logs.close()
    throw error
  })
  const sites = await openSites(options.sites, openSite, replies).catch(async (error: unknown) => {
    state?.release()
    flush()
    await logs.close()
    throw error
  })
  logs.follow(sites.all, gates.store !== undefined || gates.workers !== undefined)
  const plugins = gates.plugins ?? []
  let phase: 'starting' | 'ready' | 'stopping' = 'starting'
  const operator = createOperator({
    sites,
    isReady,
    mode: gates.mode ?? 'enforce',
    logger,
    reload,
    wallMs,
    ...(state !== undefined && { state }),
    hasStore: gates.store !== undefined,
    ...(gates.random !== undefined && { random: gates.random }),
    onChange: (change) => {
      // Entries of one gateway name a site alike: by its policy, and only if there are several.
      const site = sites.all.length > 1 ? operator.status().sites.find((each) => each.site === change.site)?.file : ''
      logs.audit(auditedChange({ ...change, site: site ?? change.site }))
      options.onOperatorChange?.(change)
    },
  })
  const tokens = createAdminTokens([])
  const awaited = requestIds && to === undefined ? createAwaitedReplies(nowMs) : undefined
  const ownProbes = createProbes(nowMs)
  const probes = parts?.joinProbes?.(ownProbes) ?? ownProbes
  const checks = createChecks({
    sites,
    probes,
    requestIds,
    replies: { ...replies, plugins },
    awaited: options.settle === undefined ? undefined : awaited,
    nowMs,
    place: parts?.replies,
    onFault: ({ door, kind, message }) => warnSometimes(`${door} ${kind}`, { door, problem: kind }, message),
  })
  const front =
    to === undefined
      ? undefined
      : createFront({
          to,
          sites,
          replies,
          plugins,
          replyWithinMs,
          isTrustedPeer: isNamedPeer,
          outage: createSiteOutage({ shown: to.kind === 'url' ? to.url : to.path, warnSometimes, warn, nowMs }),
        })
  const listenDoors = createDoors({
    checks,
    open: new Set(options.behind?.map((name) => knownProxies[name]) ?? doors.map(({ name }) => name)),
    awaited,
    mayAsk: isNamedPeer,
    isStopping: () => phase === 'stopping',
    onRefusedPeer: (peer) => warnSometimes('peer', { peer }, 'a peer that is not in `serve.proxies` asked'),
  })

  const metrics = createMetricsListener({
    sites,
    isReady,
    repeated: () => sumRepeated([checks.repeated(), ...(parts?.others?.repeated() ?? [])]),
    connections: parts?.others?.connections ?? connectionsHere,
    front:
      to === undefined
        ? undefined
        : () => sumFronts([...(front === undefined ? [] : [front.counts()]), ...(parts?.others?.fronts() ?? [])]),
    ...(parts?.others !== undefined && { processes: parts.others.processes }),
  })
  const servers: Listening[] = []
  const addresses: string[] = []
  let admin: Listening | undefined
  let page: OperatorPage | undefined
  let settling: Socket | undefined
  const expiring = setInterval(() => awaited?.expire(), 1_000).unref()
  try {
    await openAll()
  } catch (error) {
    await closeAll(0)
    throw error
  }
  phase = 'ready'
  if (parts?.role !== 'worker') warnOfUnseen()
  if (requestIds && options.behind?.includes('traefik') === true)
    logger.warn(
      {},
      'Traefik passes on the X-Tidegate-Request that a client chose, which is then counted once for any number of requests: leave `serve.requestIds` out, or remove the field in Traefik',
    )

  function isReady(): boolean {
    return phase === 'ready' && parts?.others?.isReady() !== false
  }

  function connectionsHere(): readonly { readonly address: string; readonly open: number }[] {
    return servers.map(({ connections }, at) => ({ address: addresses[at] ?? '', open: connections.count() }))
  }

  async function openState(): Promise<GatewayState | undefined> {
    return options.state === undefined ? undefined : openGatewayState(options.state, policies, logger, wallMs)
  }

  async function openSite(policy: string): Promise<OpenedGate> {
    const kept = state?.operations.tightenings.filter((each) => each.policy === state.policyName(policy)) ?? []
    const gate = await openPolicy(policy, {
      watch: true,
      ...gates,
      logger: policies.length > 1 ? withFields(logger, { policy }) : logger,
      ...(state !== undefined && gates.store === undefined && { state: state.folderOf(policy) }),
      additions: kept.map(({ id, statement }) => ({ file: tighteningFile(id), text: statement })),
      ...parts?.siteOptions?.(policy),
    })
    return parts?.joinGate?.(policy, gate) ?? gate
  }

  async function openAll(): Promise<void> {
    await operator.restored
    const certificate = await options.certificate?.()
    tokens.replace((await options.adminTokens?.()) ?? [])
    for (const address of options.listen) {
      const server = createListener(certificate)
      await openListener(server, address, '--listen', parts?.role === 'worker' ? 'shared' : 'own')
      addresses.push(shownAddress(server))
    }
    if (options.admin !== undefined) {
      if (options.page !== false) page = createPage({ operator, tokens })
      const state = { isReady, probes, operator, tokens, metrics }
      const listener = adminListener({ ...state, ...(page !== undefined && { page }) })
      const onDrop = warnOfDrops('admin connections', adminBounds, ' to the admin listener')
      const server = createAdminServer(refreshedBefore(listener, parts?.others?.refresh), onDrop)
      admin = watched(server)
      await openListener(server, options.admin, '--admin')
    }
    if (options.settle === undefined || awaited === undefined) return
    settling = await receiveSettlements(options.settle, awaited, isNamedPeer, (count) =>
      warnSometimes('settle', { lines: count }, 'lines that are not ID STATUS arrived for `serve.settle`'),
    )
  }

  function createListener(certificate: Certificate | undefined): AnyServer {
    const server = createMainServer({
      certificate,
      isOfDoors: front === undefined,
      bounds: connections,
      replyWithinMs,
      onDrop: warnOfDrops('connections', connections, ''),
    })
    if (front !== undefined) front.protect(server)
    else {
      answerUnreadable(server as Server)
      ;(server as Server).on('request', listenDoors)
    }
    servers.push(watched(server))
    return server
  }

  function warnOfDrops(key: string, { maxConnections: max }: ConnectionBounds, where: string): () => void {
    return () => warnSometimes(key, { max }, `too many connections${where}: further ones are closed`)
  }

  function watched(server: AnyServer): Listening {
    return followServer(server, ({ message }) => warnSometimes('listener', { error: message }, 'a listener failed'))
  }

  /** Says which limits cannot be enforced, because neither statuses nor ends of requests are reported. */
  function warnOfUnseen(): void {
    if (to !== undefined || settling !== undefined) return
    for (const { gate } of sites.all)
      for (const { limits, message } of unseenLimits(gate.plan)) logger.warn({ limits: limits.join(' ') }, message)
  }

  async function reload(): Promise<readonly ReloadReport[]> {
    await renewSecrets(options, { servers, tokens, logger })
    logs.reopen()
    const [reports] = await Promise.all([
      Promise.all(sites.all.map(({ gate }) => gate.reload())),
      parts?.others?.reload(),
    ])
    if (parts?.role !== 'worker') warnOfUnseen()
    return reports
  }

  async function stopNow(): Promise<void> {
    phase = 'stopping'
    if (parts?.others === undefined) await wait(notReadyMs)
    else await parts.others.stop()
    await closeAll(drainMs)
  }

  async function closeAll(withinMs: number): Promise<void> {
    await Promise.all(servers.map((server) => closeServer(server, withinMs)))
    front?.close()
    page?.close()
    if (admin !== undefined) await closeServer(admin, 0)
    // WHY after the listeners: requests that were in progress report their statuses at their end.
    settling?.close()
    clearInterval(expiring)
    awaited?.end()
    operator.close()
    await Promise.all(sites.all.map(({ gate }) => gate.close()))
    state?.release()
    flush()
    await logs.close()
  }

  let stopping: Promise<void> | undefined
  return {
    addresses,
    adminAddress: admin === undefined ? undefined : shownAddress((admin as Listening).server),
    sites,
    operator,
    isReady,
    repeatedChecks: checks.repeated,
    findReply: checks.findReply,
    probes: ownProbes,
    connections: connectionsHere,
    front: front?.counts,
    stateOf: (policy) => state?.folderOf(policy),
    audit: logs.audit,
    logStats: logs.stats,
    reload,
    stop: () => (stopping ??= stopNow()),
  }
}
