import cluster from 'node:cluster'

/**
 * Whether this process is one of several that do the same: a worker of `node:cluster`, or an instance that pm2 started after the first
 * (it numbers them from 0 in `NODE_APP_INSTANCE`, also where there is one only). False where nothing tells.
 */
export function isOneOfSeveral(): boolean {
  return cluster.isWorker || Number(process.env['NODE_APP_INSTANCE'] ?? 0) > 0
}
