import { constants, setPriority } from 'node:os'

/**
 * Permanently lowers the priority of the calling thread. Does nothing on systems where a priority belongs to a process instead of a thread (on
 * Linux it belongs to a thread, see setpriority(2)), or if the change is not permitted.
 */
export function yieldProcessor(): void {
  if (process.platform !== 'linux') return
  try {
    // WHY not the lowest: on a busy machine, a thread with that priority gets so little time that a reload takes a minute.
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // The priority is unchanged.
  }
}
