import { countTicks, html, type Markup, timeTicks } from '@tidegate/markup'
import { grouped } from '../../../terminal/numbers.ts'

/** One series of counts in a chart. */
export interface ChartSeries {
  /** Class in the style sheet. */
  readonly name: string
  readonly label: string
  readonly counts: readonly number[]
}

/** Contents of a chart of stacked columns over time. */
export interface ColumnChart {
  /** Description of the chart for screen readers. */
  readonly title: string
  readonly fromMs: number
  readonly bucketMs: number
  /** Series, stacked with the first at the bottom. */
  readonly series: readonly ChartSeries[]
  /** Height in pixels; the width is that of the page. */
  readonly height: number
}

/**
 * Returns a chart of stacked columns over time. Columns are SVG that stretches, and labels are text around it, so that the chart is
 * readable at any width. Each column has a tooltip with its time and counts.
 */
export function columnChart({ title, fromMs, bucketMs, series, height }: ColumnChart): Markup {
  const buckets = series[0]?.counts.length ?? 0
  const sums = Array.from({ length: buckets }, (_, bucket) =>
    series.reduce((sum, { counts }) => sum + counts[bucket]!, 0),
  )
  const lines = countTicks(Math.max(0, ...sums))
  const most = lines.at(-1)!
  const gap = buckets > 60 ? 0.12 : 0.2
  return html`<figure class="chart">
    <div class="plot" style="height:${height}px">
      ${lines.map((line) => html`<span class="level" style="bottom:${pin(line / most)}"><i>${grouped(line)}</i></span>`)}
      <svg viewBox="0 0 ${buckets} 1000" preserveAspectRatio="none" role="img" aria-label="${title}">
        ${sums.map((sum, bucket) => column({ series, bucket, most, gap, words: wordsOf(fromMs + bucket * bucketMs, bucketMs, sum, series, bucket) }))}
      </svg>
    </div>
    <div class="times">
      ${timeTicks(fromMs, fromMs + buckets * bucketMs).map(({ at, label }) => html`<span class="${at > 0.97 ? 'end' : ''}" style="left:${pin(at)}">${label}</span>`)}
    </div>
  </figure>`
}

interface Column {
  readonly series: readonly ChartSeries[]
  readonly bucket: number
  readonly most: number
  readonly gap: number
  readonly words: string
}

function column({ series, bucket, most, gap, words }: Column): Markup {
  let top = 1_000
  const parts = series.map(({ name, counts }) => {
    // A count above zero is always visible.
    const length = counts[bucket] === 0 ? 0 : Math.max(4, Math.round((counts[bucket]! / most) * 1_000))
    top -= length
    return length === 0
      ? html``
      : html`<rect
          class="${name}"
          x="${round(bucket + gap / 2)}"
          y="${Math.max(0, top)}"
          width="${round(1 - gap)}"
          height="${length}"
        />`
  })
  return html`<g
    >${parts}<rect class="hit" x="${bucket}" y="0" width="1" height="1000"><title>${words}</title></rect></g
  >`
}

function wordsOf(
  startMs: number,
  bucketMs: number,
  sum: number,
  series: readonly ChartSeries[],
  bucket: number,
): string {
  const from = new Date(startMs).toISOString()
  const until = new Date(startMs + bucketMs).toISOString()
  const sameDay = from.slice(0, 10) === until.slice(0, 10)
  const clock = bucketMs < 60_000 ? 19 : 16
  const span = `${from.slice(0, 10)} ${from.slice(11, clock)}–${sameDay ? '' : `${until.slice(0, 10)} `}${until.slice(11, clock)}`
  const parts = series.map(({ label, counts }) => `${grouped(counts[bucket]!)} ${label}`)
  return `${span}: ${series.length > 1 ? `${grouped(sum)}: ` : ''}${parts.join(', ')}`
}

/** Returns a small chart of columns without axes. */
export function sparkColumns(counts: readonly number[], name: string): Markup {
  const most = Math.max(1, ...counts)
  return html`<svg
    class="spark ${name}"
    viewBox="0 0 ${counts.length} 100"
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    ${counts.map((count, bucket) => {
      const length = count === 0 ? 0 : Math.max(4, Math.round((count / most) * 100))
      return length === 0
        ? html``
        : html`<rect x="${round(bucket + 0.08)}" y="${100 - length}" width="0.84" height="${length}" />`
    })}
  </svg>`
}

function pin(share: number): string {
  return `${round(share * 100)}%`
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
