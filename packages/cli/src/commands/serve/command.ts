import process from 'node:process'
import {
  type Gateway,
  type GatewayOptions,
  isGatewayWorker,
  ListenError,
  openGateway,
  openGatewayProcesses,
  WorkerError,
} from '@tidegate/gateway'
import type { Logger } from '@tidegate/engine'
import { LogFileError, StateFolderError } from '@tidegate/node'
import type { OptionFlags } from '../../config/option-flags.ts'
import { CliError, exitCodes, type ExitCode, type Io } from '../../io.ts'
import { withPlugins } from '../../plugins/with-plugins.ts'
import { checkSettings } from './check-settings.ts'
import { createLog } from './create-log.ts'
import { pageAddress } from './describe-settings.ts'
import { gatesOf, optionsOf } from './gateway-options.ts'
import { openStore } from './open-store.ts'
import { readSettings, type ServeSettings } from './read-settings.ts'
import { refuseProcesses } from './refuse-processes.ts'
import { runUntilStopped } from './run-until-stopped.ts'
import { serveAsWorker, type WorkerSettings } from './serve-as-worker.ts'

/** Flags of `tidegate serve`. */
export interface ServeFlags extends OptionFlags, Readonly<Record<string, unknown>> {
  readonly policy?: string
  readonly check?: boolean
  readonly json?: boolean
}

/** Runs the gateway until the process is asked to end. */
export async function serve(config: string | undefined, flags: ServeFlags, io: Io): Promise<ExitCode> {
  if (isGatewayWorker()) return serveAsWorker()
  const settings = await readSettings(config, flags, process.env, io.cwd)
  const { logFormat = 'text', logLevel = 'info', workers = 1 } = settings.serve
  const logger = createLog(logFormat, logLevel, io.err)
  return withPlugins(settings.found, async (plugins) => {
    if (flags.check === true) return checkSettings(settings, plugins, flags.json === true, io)
    // WHY from the beginning: without a listener, SIGHUP ends the process, also while the policies are still being read.
    let reload = (): void => {}
    process.on('SIGHUP', () => reload())
    logger.info({ pid: process.pid }, 'starting')
    const redis = await openStore(settings, logger)
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
