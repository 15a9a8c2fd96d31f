import { constants, setPriority } from 'node:os'

/**
 * Permanently lowers the priority of the calling thread. Does nothing on systems where a priority belongs to a process instead of a thread (on
 * Linux it belongs to a thread, see setpriority(2)), or if the change is not permitted.
 */
export function yieldProcessor(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(constants.priority.PRIORITY_LOW)
  } catch {
    // The priority is unchanged.
  }
}
