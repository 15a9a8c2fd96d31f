/** Returns the ticks of a vertical axis: round numbers from 0 to the first one that is at least `max`, in three or four steps. */
export function countTicks(max: number): readonly number[] {
  const rough = Math.max(1, max) / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(
    1,
    [1, 2, 2.5, 3, 4, 5, 10].map((factor) => factor * power).find((size) => size >= rough && Number.isInteger(size)) ??
      Math.ceil(rough),
  )
  return Array.from({ length: Math.ceil(Math.max(1, max) / step) + 1 }, (_, index) => index * step)
}

/** A label of the time axis, and its position from 0 to 1. */
export interface TimeTick {
  readonly at: number
  readonly label: string
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const steps: readonly number[] = [
  ...[1, 5, 10, 15, 30].map((seconds) => seconds * 1_000),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minuteMs),
  ...[1, 2, 3, 6, 12].map((hours) => hours * hourMs),
  ...[1, 2, 7, 14, 28, 91, 182, 364, 728, 3_640].map((days) => days * dayMs),
]
const maxTicks = 9

/** Returns labels at round times (UTC), about nine at most: times of day, and dates where a day begins. */
export function timeTicks(fromMs: number, untilMs: number): readonly TimeTick[] {
  const length = untilMs - fromMs
  const step = steps.find((size) => length / size <= maxTicks) ?? steps.at(-1)!
  const ticks: TimeTick[] = []
  for (let ms = Math.ceil(fromMs / step) * step; ms <= untilMs; ms += step)
    ticks.push({ at: (ms - fromMs) / length, label: labelOf(ms, step, length) })
  return ticks
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

function labelOf(ms: number, step: number, length: number): string {
  const iso = new Date(ms).toISOString()
  const day = `${Number(iso.slice(8, 10))} ${months[Number(iso.slice(5, 7)) - 1]!}`
  if (length > 300 * dayMs) return `${day} ${iso.slice(0, 4)}`
  if (step >= dayMs || ms % dayMs === 0) return day
  return step < minuteMs ? iso.slice(11, 19) : iso.slice(11, 16)
}
