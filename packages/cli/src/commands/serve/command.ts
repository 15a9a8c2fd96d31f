import { readFile } from 'node:fs/promises'
import cluster from 'node:cluster'
import process from 'node:process'
import { createSecureContext } from 'node:tls'
import { setTimeout as wait } from 'node:timers/promises'
import {
  type Gateway,
  type GatewayOptions,
  isGatewayWorker,
  limitsAtOnce,
  limitsOfReplies,
  ListenError,
  logToPrimary,
  notifySystemd,
  openGateway,
  openGatewayProcesses,
  passedSockets,
  type PassedSocket,
  processesFault,
  receiveStart,
  runGatewayWorker,
  sharedGates,
  WorkerError,
} from '@tidegate/gateway'
import type { LogFields, Logger, Plugin } from '@tidegate/engine'
import {
  type CertificateFiles,
  type ListenAddress,
  LogFileError,
  openPolicy,
  type SiteConfig,
  StateFolderError,
} from '@tidegate/node'
import type { OptionFlags } from '../../config/option-flags.ts'
import { CliError, exitCodes, type ExitCode, type Io } from '../../io.ts'
import { withPlugins } from '../../plugins/with-plugins.ts'
import { jsonText } from '../../output/json-text.ts'
import { readAdminTokens } from '../../gateway-client/read-admin-tokens.ts'
import type { OpenRedis } from '../../stores/open-redis.ts'
import { shownUrl } from '../../stores/shown-url.ts'
import { createLog } from './create-log.ts'
import { describeSettings, pageAddress, renderSettings, type ServeReport } from './describe-settings.ts'
import { readSettings, type ServeSettings } from './read-settings.ts'

/** Flags of `tidegate serve`. */
export interface ServeFlags extends OptionFlags, Readonly<Record<string, unknown>> {
  readonly policy?: string
  readonly check?: boolean
  readonly json?: boolean
}

const defaultListen: ListenAddress = { kind: 'tcp', host: '127.0.0.1', port: 7411 }
const defaultAdmin: ListenAddress = { kind: 'tcp', host: '127.0.0.1', port: 7412 }

/** Runs the gateway until the process is asked to end. */
export async function serve(config: string | undefined, flags: ServeFlags, io: Io): Promise<ExitCode> {
  if (isGatewayWorker()) return serveAsWorker()
  const settings = await readSettings(config, flags, process.env, io.cwd)
  const { logFormat = 'text', logLevel = 'info', workers = 1 } = settings.serve
  const logger = createLog(logFormat, logLevel, io.err)
  return withPlugins(settings.found, async (plugins) => {
    if (flags.check === true) return check(settings, plugins, flags, io)
    // WHY from the beginning: without a listener, SIGHUP ends the process, also while the policies are still being read.
    let reload = (): void => {}
    process.on('SIGHUP', () => reload())
    logger.info({ pid: process.pid }, 'starting')
    const redis = await storeOf(settings, logger)
    try {
      const gates = { ...gatesOf(settings), plugins, ...(redis !== undefined && { store: redis.store }) }
      const options = { ...optionsOf(settings, logger), gates }
      const gateway = await (workers === 1 ? open(options) : openProcesses(options, settings, workers, io))
      report(gateway, settings, logger)
      await runUntilStopped(gateway, logger, (reloading) => {
        reload = reloading
      })
    } finally {
      redis?.close()
    }
    return exitCodes.good
  })
}

/** What a worker decides by: the settings as the primary has read them, so that all workers have the same ones, and the sockets of systemd. */
interface WorkerSettings {
  readonly settings: ServeSettings
  readonly listen: GatewayOptions['listen']
}

async function openProcesses(
  options: GatewayOptions,
  settings: ServeSettings,
  workers: number,
  io: Io,
): Promise<Gateway> {
  refuseProcesses(options)
  const shared: WorkerSettings = { settings, listen: options.listen }
  return orCliError(openGatewayProcesses(options, { workers, settings: shared, onLog: io.err }))
}

function refuseProcesses(options: GatewayOptions): void {
  if (!cluster.isPrimary)
    throw new CliError(
      '`serve.workers` cannot be used in a worker of another program, such as an instance of pm2 in cluster mode',
      'start one instance, in fork mode: the gateway starts its workers by itself',
    )
  const fault = processesFault(options)
  if (fault !== undefined) throw new CliError(fault.message, fault.help)
}

/** Runs one of the processes that `openProcesses` starts. */
async function serveAsWorker(): Promise<ExitCode> {
  // WHY: a signal to all processes of a service is for the primary, which ends its workers.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => {})
  const start = await receiveStart<WorkerSettings>()
  const { settings, listen } = start.settings
  const { logFormat = 'text', logLevel = 'info' } = settings.serve
  let writing = Promise.resolve()
  const logger = labelled(
    createLog(logFormat, logLevel, (text) => {
      writing = logToPrimary(text)
    }),
    start.worker,
  )
  await withPlugins(settings.found, async (plugins) => {
    const redis = await storeOf(settings, logger)
    const gates = sharedGates(
      { ...gatesOf(settings), plugins, ...(redis !== undefined && { store: redis.store }) },
      start.workers,
    )
    try {
      await runGatewayWorker({ ...optionsOf(settings, logger), listen, gates }, start)
    } finally {
      redis?.close()
    }
    return exitCodes.good
  })
  await writing
  // WHY: the channel to the primary keeps the process running.
  process.exit(exitCodes.good)
}

/** A log whose lines name the worker. */
function labelled(log: Logger, worker: number): Logger {
  const at =
    (level: keyof Logger) =>
    (fields: LogFields, message: string): void =>
      log[level]({ worker, ...fields }, message)
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/** Reads everything that the gateway would read, without listening. Throws a `PolicyError` for a policy that cannot be enforced. */
async function check(
  settings: ServeSettings,
  plugins: readonly Plugin[],
  flags: ServeFlags,
  io: Io,
): Promise<ExitCode> {
  const { certificate, adminTokens, ...options } = optionsOf(settings, silent)
  const { workers = 1 } = settings.serve
  if (workers > 1) refuseProcesses(options)
  await certificate?.()
  await adminTokens?.()
  const sites: ServeReport['sites'][number][] = []
  const cannotCount: string[] = []
  const cannotHold: string[] = []
  for (const { policy, hosts } of options.sites) {
    const gate = await openPolicy(policy, { ...gatesOf(settings), watch: false, plugins, logger: silent })
    const { fingerprint } = gate.plan.model
    sites.push({ policy, fingerprint, ...(hosts !== undefined && { hosts }) })
    const isSilent = options.to === undefined && (options.settle === undefined || options.requestIds !== true)
    if (isSilent) {
      cannotCount.push(...limitsOfReplies(gate.plan))
      cannotHold.push(...limitsAtOnce(gate.plan))
    }
    await gate.close()
  }
  const report = describeSettings(
    options,
    settings.found?.path,
    sites,
    { cannotCount, cannotHold },
    storeText(settings),
    settings.serve.onStoreError,
    workers,
  )
  if (flags.json === true) io.raw(jsonText(report))
  else io.out(`${renderSettings(report, io.cwd)}the configuration is good\n`)
  return exitCodes.good
}

/** The client of the server is loaded only where it is used. */
async function storeOf({ serve: { store } }: ServeSettings, logger: Logger): Promise<OpenRedis | undefined> {
  return store === undefined ? undefined : (await import('../../stores/open-redis.ts')).openRedis(store, logger)
}

function storeText({ serve: { store } }: ServeSettings): string | undefined {
  return store === undefined ? undefined : shownUrl(store)
}

const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

async function open(options: GatewayOptions): Promise<Gateway> {
  return orCliError(openGateway(options))
}

async function orCliError(opening: Promise<Gateway>): Promise<Gateway> {
  try {
    return await opening
  } catch (error) {
    if (
      error instanceof ListenError ||
      error instanceof LogFileError ||
      error instanceof StateFolderError ||
      error instanceof WorkerError
    )
      throw new CliError(error.message, error.help)
    throw error
  }
}

function gatesOf({ serve, decisions }: ServeSettings): NonNullable<GatewayOptions['gates']> {
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

function optionsOf({ serve: set, policy }: ServeSettings, logger: Logger): GatewayOptions {
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

async function readCertificate({ certificate, key }: CertificateFiles): Promise<{ cert: string; key: string }> {
  try {
    const [cert, secret] = await Promise.all([readFile(certificate, 'utf8'), readFile(key, 'utf8')])
    // WHY: finds a file without a certificate, and the key of another one, before anything uses it.
    createSecureContext({ cert, key: secret })
    return { cert, key: secret }
  } catch (error) {
    const { message } = error as Error
    throw new CliError(
      `cannot use the certificate \`${certificate}\` with the key \`${key}\`: ${message}`,
      'check `serve.tls` in tidegate.yaml',
    )
  }
}

function report(gateway: Gateway, { serve: set }: ServeSettings, logger: Logger): void {
  for (const { policy, gate } of gateway.sites.all)
    logger.info({ policy, fingerprint: gate.plan.model.fingerprint.slice(0, 12) }, 'policy in force')
  logger.info(
    {
      listen: gateway.addresses.join(' '),
      admin: gateway.adminAddress,
      ...(gateway.adminAddress !== undefined && set.page !== false && { page: pageAddress(gateway.adminAddress) }),
      ...(set.to === undefined
        ? { doors: (set.behind ?? ['all']).join(' ') }
        : { to: set.to.kind === 'url' ? set.to.url : set.to.path }),
    },
    'ready',
  )
}

async function runUntilStopped(
  gateway: Gateway,
  logger: Logger,
  onReload: (reload: () => void) => void,
): Promise<void> {
  let reloading = Promise.resolve()
  const reload = (): void => {
    reloading = reloading.then(async () => {
      await notifySystemd('RELOADING=1', process.env)
      // Each gate writes what became of its policy.
      await gateway.reload()
      await notifySystemd('READY=1', process.env)
    })
  }
  onReload(reload)
  const ended = new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGTERM', resolve)
    process.once('SIGINT', resolve)
  })
  await notifySystemd('READY=1', process.env)
  const signal = await ended
  // A second signal ends the process at once.
  for (const again of ['SIGTERM', 'SIGINT'] as const) process.once(again, () => process.exit(130))
  logger.info({ signal }, 'stopping: requests in progress are answered')
  await notifySystemd('STOPPING=1', process.env)
  await reloading
  await gateway.stop()
  logger.info({}, 'stopped')
  await wait(0)
}
