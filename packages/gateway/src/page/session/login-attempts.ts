import { createRecentEntries } from '../../recent-entries.ts'

/** Failed attempts to log in, by address. */
export interface LoginAttempts {
  /** Whether this address may try again now. */
  readonly mayTry: (peer: string) => boolean
  readonly failed: (peer: string) => void
}

const maxFailures = 10
const forMs = 60_000
const maxPeers = 1_000

/** Creates an empty table: an address may fail ten times a minute. WHY by address: an attacker must not keep operators out. */
export function createLoginAttempts(nowMs: () => number): LoginAttempts {
  const failures = createRecentEntries<{ count: number }>({ forMs, capacity: maxPeers, nowMs })
  return {
    mayTry: (peer) => (failures.get(peer)?.count ?? 0) < maxFailures,
    failed: (peer) => {
      const known = failures.get(peer)
      if (known === undefined) failures.add(peer, { count: 1 })
      else known.count++
    },
  }
}
