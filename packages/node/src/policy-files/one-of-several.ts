import cluster from 'node:cluster'
import { isMainThread } from 'node:worker_threads'
import type { Gate, GateOptions } from '@tidegate/engine'

/** The options that say how several processes share limits. */
type SharingOptions = Pick<GateOptions, 'store' | 'processes' | 'onStoreError' | 'localShare'>

/**
 * Warns if the limits of a gate are multiplied, because each of several processes counts them in its own memory: always, or only while a shared store is
 * unavailable.
 */
export function warnIfOneOfSeveral(gate: Gate, options: SharingOptions): void {
  const { store, processes, onStoreError, localShare } = options
  if (processes !== undefined || gate.plan.limits.length === 0 || !isOneOfSeveral()) return
  if (store !== undefined) {
    const knowsShare = typeof store === 'object' && store.localShare !== undefined
    if (onStoreError === undefined && localShare === undefined && !knowsShare) gate.warn(wholeLimits)
    return
  }
  gate.warn({
    code: 'counters-per-process',
    message: "each process counts separately: set `workers: 'shared'` or `processes`, or use a shared store",
  })
}

const wholeLimits = {
  code: 'local-share',
  message:
    'while the store is unavailable, each process admits every limit in full: set `localShare`, such as 1/4 for one of four processes, or choose `onStoreError`',
}

/**
 * Whether this process or thread is one of several with the same task: a worker of `node:cluster`, a worker thread,
 * or an instance of several that pm2 started. pm2 numbers
 * them from 0 in `NODE_APP_INSTANCE`, even if there is only one, and gives their number in `instances`. False if there is no evidence.
 */
export function isOneOfSeveral(): boolean {
  const { NODE_APP_INSTANCE: instance, instances } = process.env
  return (
    cluster.isWorker ||
    !isMainThread ||
    Number(instance ?? 0) > 0 ||
    (instance !== undefined && Number(instances ?? 0) > 1)
  )
}
