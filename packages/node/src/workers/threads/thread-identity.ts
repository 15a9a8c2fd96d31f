import { readFileSync, readlinkSync } from 'node:fs'

/**
 * Identifies a thread of this process for as long as the process lives: the number of the thread in the system (24 bits, `pid_max` is at most 2^22), and when it started, because
 * systems use numbers again. Never 0. Throws where the system is not Linux, or does not show threads in `/proc`.
 */
export function threadIdentity(): bigint {
  const number = readlinkSync('/proc/thread-self').split('/').at(-1)!
  const started = startOf(number)
  if (started === undefined) throw new Error('the system does not show its threads in /proc/self/task')
  return (BigInt(started) << 24n) | BigInt(number)
}

/**
 * Whether a thread of this process still runs. Takes some tens of microseconds, and needs no turn of the event loop. WHY not the `exit` event of a worker: the thread that would
 * receive it may be the one that waits.
 */
export function isThreadAlive(identity: bigint): boolean {
  return startOf(String(identity & 0xffffffn)) === String(identity >> 24n)
}

/** When a thread started, in the system's ticks; undefined if there is none, or if it has ended. */
function startOf(number: string): string | undefined {
  let stat: string
  try {
    stat = readFileSync(`/proc/self/task/${number}/stat`, 'latin1')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ESRCH') return undefined
    throw error
  }
  // The name, in parentheses, may contain any characters. After it: the state, and as the 20th field the start.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
}
