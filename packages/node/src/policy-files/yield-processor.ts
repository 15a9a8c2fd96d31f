import { constants, setPriority } from 'node:os'

/**
 * Lets other threads go first for as long as the calling one lives. Does nothing where priorities belong to processes, not to threads
 * (setpriority(2): on Linux they belong to threads), and where it is not allowed.
 */
export function yieldProcessor(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(constants.priority.PRIORITY_LOW)
  } catch {
    // Then it is as before.
  }
}
