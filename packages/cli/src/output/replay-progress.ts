import type { Io } from '../io.ts'
import { duration } from '../terminal/duration.ts'
import { createProgress } from '../terminal/progress.ts'
import type { LogSource } from '@tidegate/access-logs'
import type { ReadProgress } from '@tidegate/access-logs'
import { bar } from '../terminal/bars.ts'
import { grouped } from '../terminal/numbers.ts'

/** Shows how far a replay has come. */
export interface ReplayProgress {
  readonly show: (progress: ReadProgress) => void
  readonly end: () => void
}

/** Progress over these logs: lines, rate, share of the stored bytes and time left, where the sizes are known. */
export function createReplayProgress(sources: readonly LogSource[], io: Io): ReplayProgress {
  const total = sources.reduce((sum, { bytes }) => sum + (bytes ?? Number.NaN), 0)
  const startMs = io.nowMs()
  const line = createProgress(io)
  return {
    show: ({ bytes, lines }) => line.show(() => progressWords({ bytes, lines, total, passedMs: io.nowMs() - startMs })),
    end: line.end,
  }
}

const barWidth = 20

/** One line about work that has taken so long. `total` is NaN where it is not known. */
export function progressWords({
  bytes,
  lines,
  total,
  passedMs,
}: ReadProgress & { readonly total: number; readonly passedMs: number }): string {
  const rate = `${grouped(lines)} lines, ${grouped(Math.round((lines / Math.max(1, passedMs)) * 1_000))} a second`
  if (Number.isNaN(total) || bytes === 0) return rate
  const share = Math.min(1, bytes / total)
  const leftMs = (passedMs / share) * (1 - share)
  return `${bar(share, barWidth).padEnd(barWidth)} ${Math.floor(share * 100)} %  ${rate}, ${duration(leftMs)} left`
}
