import { constants, setPriority } from 'node:os'

/**
 * Permanently lowers the priority of the calling thread. Does nothing if priorities belong to processes instead of threads
 * (setpriority(2): on Linux they belong to threads), or if it is not permitted.
 */
export function yieldProcessor(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(constants.priority.PRIORITY_LOW)
  } catch {
    // The priority is unchanged.
  }
}
