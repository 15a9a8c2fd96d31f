import type { Io } from '../io.ts'
import { duration } from '@tidegate/values'
import { createProgress } from '../terminal/progress.ts'
import type { LogSource, ReadProgress } from '@tidegate/access-logs'
import { bar } from '../terminal/bars.ts'
import { grouped } from '../terminal/numbers.ts'

/** Shows the progress of a replay. */
export interface ReplayProgress {
  readonly show: (progress: ReadProgress) => void
  readonly end: () => void
}

/** Creates the progress over these logs: lines and rate, and if the sizes are known, the share of bytes and the remaining time. */
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

/** Returns one line of progress. `total` is NaN if it is not known. */
export function progressWords({
  bytes,
  lines,
  total,
  passedMs,
}: ReadProgress & { readonly total: number; readonly passedMs: number }): string {
  const rate = `${grouped(lines)} lines, ${grouped(Math.round((lines / Math.max(1, passedMs)) * 1_000))} per second`
  if (Number.isNaN(total) || bytes === 0) return rate
  const share = Math.min(1, bytes / total)
  const leftMs = (passedMs / share) * (1 - share)
  return `${bar(share, barWidth).padEnd(barWidth)} ${Math.floor(share * 100)} %  ${rate}, ${duration(leftMs)} left`
}
