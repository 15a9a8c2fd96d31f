import { countTicks, timeTicks } from '@tidegate/markup'
import { type Decided, outcomeNames } from '../decide/messages.ts'
import { svg } from './dom.ts'
import { placeLabels } from './place-labels.ts'

const height = 150
const margin = { left: 40, right: 10, top: 8, bottom: 24 }

/** Draws how many requests were admitted and refused over time, and where the clock is. `width` is in pixels. Linear in the requests. */
export function drawTimeline(
  { times, outcomes }: Pick<Decided, 'times' | 'outcomes'>,
  width: number,
  chosen: number,
): SVGElement {
  const first = times[0] ?? 0
  const spanMs = Math.max((times.at(-1) ?? 0) - first, 1)
  const inner = innerWidth(width)
  const buckets = Math.max(1, Math.min(Math.floor(inner / 9), times.length * 4))
  const counts = Array.from({ length: buckets }, () => [0, 0, 0] as [number, number, number])
  const bucketOf = (ms: number): number => Math.min(buckets - 1, Math.floor(((ms - first) / spanMs) * buckets))
  for (let at = 0; at < times.length; at++) {
    const bucket = counts[bucketOf(times[at]!)]!
    bucket[outcomes[at] as 0 | 1 | 2]++
  }
  const most = Math.max(1, ...counts.map((each) => each[0] + each[1] + each[2]))
  const ticks = countTicks(most)
  const top = ticks.at(-1)!
  const plot = height - margin.top - margin.bottom
  const y = (count: number): number => margin.top + plot * (1 - count / top)
  const x = (ms: number): number => margin.left + ((ms - first) / spanMs) * inner
  const bars = counts.flatMap((bucket, index) => {
    let below = 0
    return outcomeNames.flatMap((name, kind) => {
      const count = bucket[kind]!
      if (count === 0) return []
      const [bottom, ceiling] = [y(below), y(below + count)]
      below += count
      const left = margin.left + (index / buckets) * inner
      return [
        svg('rect', {
          class: `bar ${name}`,
          x: left + 0.5,
          width: Math.max(1, inner / buckets - 1.5),
          y: ceiling,
          height: bottom - ceiling,
        }),
      ]
    })
  })
  const lines = ticks.flatMap((tick) => [
    svg('line', { class: 'grid', x1: margin.left, x2: margin.left + inner, y1: y(tick), y2: y(tick) }),
    svg('text', { class: 'tick', x: margin.left - 6, y: y(tick) + 4, 'text-anchor': 'end' }, tick.toLocaleString('en')),
  ])
  const clock =
    times.length === 0
      ? []
      : [
          svg('line', {
            class: 'clock',
            x1: x(times[chosen]!),
            x2: x(times[chosen]!),
            y1: margin.top,
            y2: margin.top + plot,
          }),
        ]
  const labels = placeLabels(timeTicks(first, first + spanMs), inner).map(({ x: at, anchor, label }) =>
    svg('text', { class: 'tick', x: margin.left + at, y: height - 6, 'text-anchor': anchor }, label),
  )
  return svg(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, width, height, 'aria-hidden': 'true' },
    ...lines,
    ...bars,
    ...clock,
    ...labels,
  )
}

/** Returns the time at a place in the picture of requests, of which there must be one. `width` is that of the picture, and `x` the place in it, both in pixels. */
export function timeAt(times: Decided['times'], width: number, x: number): number {
  const [first, last] = [times[0]!, times.at(-1)!]
  const share = Math.max(0, Math.min(1, (x - margin.left) / innerWidth(width)))
  return first + share * (last - first)
}

/** Returns the width of the axis in a picture. */
function innerWidth(width: number): number {
  return Math.max(80, width - margin.left - margin.right)
}
