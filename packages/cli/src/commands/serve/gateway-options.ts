import process from 'node:process'
import { type GatewayOptions, passedSockets, type PassedSocket } from '@tidegate/gateway'
import type { Logger } from '@tidegate/engine'
import type { ListenAddress, SiteConfig } from '@tidegate/node'
import { readAdminTokens } from '../../gateway-client/read-admin-tokens.ts'
import { readCertificate } from './read-certificate.ts'
import type { ServeSettings } from './read-settings.ts'

const defaultListen: ListenAddress = { kind: 'tcp', host: '127.0.0.1', port: 7411 }
const defaultAdmin: ListenAddress = { kind: 'tcp', host: '127.0.0.1', port: 7412 }

/** The options of the gates of a gateway, from its settings. */
export function gatesOf({ serve, decisions }: ServeSettings): NonNullable<GatewayOptions['gates']> {
  const { watch = true, onStoreError, storeTimeoutMs, localShare, nearCacheMs } = serve
  return {
    ...decisions,
    watch,
    ...(onStoreError !== undefined && { onStoreError }),
    ...(storeTimeoutMs !== undefined && { storeTimeoutMs }),
    ...(localShare !== undefined && { localShare }),
    ...(nearCacheMs !== undefined && { nearCacheMs }),
  }
}

/** The options of a gateway, from its settings and the sockets that systemd passes. */
export function optionsOf({ serve: set, policy }: ServeSettings, logger: Logger): GatewayOptions {
  const {
    tls,
    listen,
    admin,
    adminToken,
    adminTokenFile,
    sites = [],
    store: _store,
    onStoreError: _onError,
    storeTimeoutMs: _timeout,
    localShare: _share,
    nearCacheMs: _near,
    watch: _watch,
    workers: _workers,
    logLevel: _level,
    logFormat: _format,
    ...others
  } = set
  const passed = passedSockets(process.env, process.pid)
  const all: readonly SiteConfig[] = policy === undefined ? sites : [...sites, { policy }]
  const usedByAdmin = passed.find(({ name }) => name === 'admin')
  const adminSocket = admin === undefined ? (usedByAdmin ?? defaultAdmin) : admin
  return {
    ...others,
    sites: all,
    listen: listenOn(listen, passed),
    ...(adminSocket !== 'none' && { admin: adminSocket }),
    ...((adminToken !== undefined || adminTokenFile !== undefined) && {
      adminTokens: () => readAdminTokens(adminToken, adminTokenFile),
    }),
    ...(tls !== undefined && { certificate: () => readCertificate(tls) }),
    logger,
  }
}

/** The sockets of systemd replace `systemd` in the list, and the default if there is no list. */
function listenOn(
  listen: readonly ListenAddress[] | undefined,
  passed: readonly PassedSocket[],
): readonly (ListenAddress | PassedSocket)[] {
  const forChecks = passed.filter(({ name }) => name !== 'admin')
  if (listen === undefined) return forChecks.length > 0 ? forChecks : [defaultListen]
  return listen.flatMap((address): readonly (ListenAddress | PassedSocket)[] => {
    if (address.kind !== 'systemd') return [address]
    const named = forChecks.filter(({ name }) => address.name === undefined || name === address.name)
    return named.length > 0 ? named : [address]
  })
}
