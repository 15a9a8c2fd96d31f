import type { WindowModel } from '@tidegate/model'

const minutesOfDay = 1440

/** Returns the minutes of a day in UTC, 1 where a window is open; undefined for windows that differ from day to day or use another zone. */
export function dailyMinutes({ spec }: WindowModel): Uint8Array | undefined {
  if (spec.zone !== 'UTC') return undefined
  const minutes = new Uint8Array(minutesOfDay)
  for (const [terms, value] of [
    [spec.terms, 1],
    [spec.except, 0],
  ] as const) {
    for (const { dates, days, clock } of terms) {
      if (dates !== undefined || (days !== undefined && days !== 0b111_1111)) return undefined
      const from = clock?.from ?? 0
      const to =
        clock === undefined || clock.from === clock.to
          ? from + minutesOfDay
          : clock.to > from
            ? clock.to
            : clock.to + minutesOfDay
      for (let minute = from; minute < to; minute++) minutes[minute % minutesOfDay] = value
    }
  }
  return minutes
}

/** Returns each period of minutes with the value, such as `0400-1700`; a period across midnight is one. */
export function hourSpans(minutes: Uint8Array, value: 0 | 1): readonly string[] {
  if (minutes.every((minute) => minute === value)) return ['0000-2400']
  const spans: string[] = []
  for (let from = 0; from < minutesOfDay; from++) {
    if (minutes[from] !== value || minutes[(from + minutesOfDay - 1) % minutesOfDay] === value) continue
    let to = from
    while (minutes[to % minutesOfDay] === value) to++
    spans.push(`${clock(from)}-${clock(to === minutesOfDay ? to : to % minutesOfDay)}`)
  }
  return spans
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}${String(minute % 60).padStart(2, '0')}`
}
