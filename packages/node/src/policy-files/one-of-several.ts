import cluster from 'node:cluster'

/**
 * Whether this process is one of several with the same task: a worker of `node:cluster`, or an instance that pm2 started after the first
 * (it numbers them from 0 in `NODE_APP_INSTANCE`, even if there is only one). False if there is no evidence.
 */
export function isOneOfSeveral(): boolean {
  return cluster.isWorker || Number(process.env['NODE_APP_INSTANCE'] ?? 0) > 0
}
