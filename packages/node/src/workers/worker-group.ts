import cluster from 'node:cluster'

/**
 * Names the processes and threads that share counters if the application does not name them: the workers of one `node:cluster` primary, the
 * instances of one application of one pm2 daemon, or the threads of this process.
 */
export function defaultGroup(): string {
  const { NODE_APP_INSTANCE: instance, name = '' } = process.env
  if (instance !== undefined) return `pm2 ${process.ppid} ${name}`
  return cluster.isWorker ? `cluster ${process.ppid}` : `cluster ${process.pid}`
}
