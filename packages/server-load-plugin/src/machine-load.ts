import { cpus, loadavg, platform } from 'node:os'

/**
 * The load average of the last minute per core of the machine: 1 if as many threads ran or waited as the machine has cores. Undefined where the
 * operating system has none (Windows).
 *
 * WHY the cores of the machine, not `availableParallelism()`: the load average of Linux counts the threads of the whole machine, also inside a
 * container, whereas the parallelism that is available there is that of the container. Their quotient would mean nothing.
 */
export function machineLoad(): number | undefined {
  if (platform() === 'win32') return undefined
  const [minute = 0] = loadavg()
  return minute / Math.max(1, cpus().length)
}
