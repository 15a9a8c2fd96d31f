import { readdirSync, readFileSync } from 'node:fs'

/** Process ids of the owners of counters whose sockets are in a folder. */
export function ownersIn(root: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => argumentsOf(pid).includes(root) && argumentsOf(pid).some((text) => text.includes('counter-owner')))
}

/**
 * Kills the owners of counters whose sockets are in a folder, and waits for their ends. WHY not for that of all: workers that lose an owner start another one
 * at once.
 */
export async function stopOwners(root: string): Promise<void> {
  const killed = ownersIn(root)
  for (const pid of killed) process.kill(pid, 'SIGKILL')
  while (ownersIn(root).some((pid) => killed.includes(pid))) await new Promise((resolve) => setTimeout(resolve, 5))
}

function argumentsOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    return []
  }
}
