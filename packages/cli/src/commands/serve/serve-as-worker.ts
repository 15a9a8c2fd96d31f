import process from 'node:process'
import { type GatewayOptions, logToPrimary, receiveStart, runGatewayWorker, sharedGates } from '@tidegate/gateway'
import { withFields } from '@tidegate/engine/tools'
import { exitCodes, type ExitCode } from '../../io.ts'
import { withPlugins } from '../../plugins/with-plugins.ts'
import { createLog } from './create-log.ts'
import { gatesOf, optionsOf } from './gateway-options.ts'
import { openStore } from './open-store.ts'
import type { ServeSettings } from './read-settings.ts'

/** What a worker decides by: the settings as the primary has read them, so that all workers have the same ones, and the sockets of systemd. */
export interface WorkerSettings {
  readonly settings: ServeSettings
  readonly listen: GatewayOptions['listen']
}

/** Runs one of the processes of a gateway with `serve.workers`. */
export async function serveAsWorker(): Promise<ExitCode> {
  // WHY: a signal to all processes of a service is for the primary, which ends its workers.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => {})
  const start = await receiveStart<WorkerSettings>()
  const { settings, listen } = start.settings
  const { logFormat = 'text', logLevel = 'info' } = settings.serve
  let writing = Promise.resolve()
  const logger = withFields(
    createLog(logFormat, logLevel, (text) => {
      writing = logToPrimary(text)
    }),
    { worker: start.worker },
  )
  await withPlugins(settings.found, async (plugins) => {
    const redis = await openStore(settings, logger)
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
