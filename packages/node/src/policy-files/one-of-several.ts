import cluster from 'node:cluster'
import type { Gate, GateOptions } from '@tidegate/engine'

/** Warns if the limits of a gate are multiplied, because each of several processes counts them in its own memory. */
export function warnIfOneOfSeveral(gate: Gate, { store, processes }: Pick<GateOptions, 'store' | 'processes'>): void {
  if (store !== undefined || processes !== undefined || gate.plan.limits.length === 0 || !isOneOfSeveral()) return
  gate.warn({
    code: 'counters-per-process',
    message: 'each process counts separately: set `processes`, or use a shared store',
  })
}

/**
 * Whether this process is one of several with the same task: a worker of `node:cluster`, or an instance of several that pm2 started. pm2 numbers
 * them from 0 in `NODE_APP_INSTANCE`, even if there is only one, and gives their number in `instances`. False if there is no evidence.
 */
export function isOneOfSeveral(): boolean {
  const { NODE_APP_INSTANCE: instance, instances } = process.env
  return cluster.isWorker || Number(instance ?? 0) > 0 || (instance !== undefined && Number(instances ?? 0) > 1)
}
