import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { type Gateway, notifySystemd } from '@tidegate/gateway'
import type { Logger } from '@tidegate/engine'

/** Runs a gateway until a signal asks it to end, and then until its requests are answered. `onReload` gets what reloads it. */
export async function runUntilStopped(
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
