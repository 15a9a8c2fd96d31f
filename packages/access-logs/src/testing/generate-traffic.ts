import type { LogEntry } from './log-entry.ts'
import { randomNumbers, skewedIndex } from './random-numbers.ts'
import { type Visitor, visitorsOf } from './visitors.ts'

/** Options of generated traffic. Equal options give equal traffic. */
export interface TrafficOptions {
  readonly lines: number
  /** Default 1. */
  readonly seed?: number
  /** The time of the first request. Default 2026-11-17T00:00:00Z. */
  readonly startMs?: number
  /** The approximate length of the traffic in hours; it follows the time of day. Default 24. */
  readonly hours?: number
  /** The number of human visitors. Default 4,000. */
  readonly people?: number
  /**
   * How far the time of a line may lie before that of the previous line, in milliseconds, since servers log requests when they
   * end. Default 1,500.
   */
  readonly disorderMs?: number
}

const dayMs = 86_400_000

/**
 * Yields the traffic of a small public site: people with browsers, users of an API, search engines, scrapers that come in bursts,
 * a client that guesses passwords, a vulnerability scanner, and health checks. About 2 µs per request; memory does not grow with
 * `lines`.
 */
export function* generateTraffic(options: TrafficOptions): Generator<LogEntry> {
  const { lines, seed = 1, startMs = Date.UTC(2026, 10, 17), hours = 24, people = 4_000, disorderMs = 1_500 } = options
  const random = randomNumbers(seed)
  const visitors = visitorsOf(random, people)
  const meanMs = (hours * 3_600_000) / Math.max(1, lines)
  let timeMs = startMs
  for (let line = 0; line < lines; line++) {
    timeMs += -Math.log(1 - random()) * meanMs * stretchAt(timeMs)
    const visitor = pick(visitors, random, timeMs)
    const lateMs = random() < 0.02 ? random() * disorderMs : 0
    yield { timeMs: Math.max(startMs, Math.floor(timeMs - lateMs)), ...visitor.ask(random) }
  }
}

/**
 * Returns how many times longer than average the next request takes to come: nights are quiet. Its reciprocal averages to about
 * 1.
 */
function stretchAt(timeMs: number): number {
  const day = ((timeMs % dayMs) / dayMs) * 2 * Math.PI
  return 1 / (1 - 0.75 * Math.cos(day - 0.6))
}

function pick(visitors: readonly (readonly Visitor[])[], random: () => number, timeMs: number): Visitor {
  // The share of each group changes every five minutes, so that some groups come in bursts.
  const slot = Math.floor(timeMs / 300_000)
  const burst = Math.abs(Math.sin(slot * 12.9898) * 43_758.5453) % 1
  const draw = random()
  const group =
    draw < 0.72
      ? 0
      : draw < 0.82
        ? 1
        : draw < 0.89
          ? 2
          : draw < 0.9 + 0.06 * burst
            ? 3
            : burst > 0.93
              ? 4
              : burst < 0.02
                ? 5
                : draw < 0.98
                  ? 0
                  : 6
  const members = visitors[group]!
  return members[skewedIndex(random, members.length)]!
}
