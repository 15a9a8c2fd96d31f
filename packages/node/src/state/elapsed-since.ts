import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'

/** An instant that a later process compares with its own present. */
export interface Instant {
  readonly wallMs: number
  /** Which start of the machine it was, if the system says so. */
  readonly boot?: string
  /** Milliseconds since that start, which no change of the wall clock affects. */
  readonly upMs?: number
}

/** The present; `wallMs` is the wall clock. */
export function instantNow(wallMs: number): Instant {
  const boot = bootId()
  return { wallMs, ...(boot !== undefined && { boot, upMs: Math.floor(uptime() * 1000) }) }
}

/**
 * The milliseconds from one instant to a later one that have certainly passed: of the same start of the machine, the shorter one of what the wall clock and the
 * machine's own clock say, so that a wall clock that was set forward ends no period early. 0 if a clock was set back.
 */
export function elapsedSince(since: Instant, now: Instant): number {
  const byWall = now.wallMs - since.wallMs
  const isSameBoot = since.boot !== undefined && since.boot === now.boot
  const byBoot = isSameBoot ? (now.upMs ?? 0) - (since.upMs ?? 0) : Infinity
  const elapsedMs = Math.min(byWall, byBoot)
  return elapsedMs > 0 ? elapsedMs : 0
}

/** Reads an instant; undefined if it is none. */
export function readInstant(given: unknown): Instant | undefined {
  if (typeof given !== 'object' || given === null) return undefined
  const { wallMs, boot, upMs } = given as Partial<Instant>
  if (typeof wallMs !== 'number' || !Number.isFinite(wallMs)) return undefined
  return typeof boot === 'string' && typeof upMs === 'number' && Number.isFinite(upMs)
    ? { wallMs, boot, upMs }
    : { wallMs }
}

function bootId(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return undefined
  }
}
