import { countTicks, html, type Markup } from '@tidegate/markup'
import { count, plural } from './units.ts'

/** One series of a chart: its class in the style sheet, what it counts, and the counts, the oldest first. */
export interface Series {
  readonly name: 'pass' | 'limit' | 'block'
  readonly label: string
  readonly counts: readonly number[]
}

/**
 * Returns a chart of stacked columns, one per minute up to now, with a legend, and its numbers as a table. WHY labels outside of the drawing: it stretches
 * to any width, and the content security policy allows no styles in attributes.
 */
export function minuteChart(title: string, series: readonly Series[]): Markup {
  const minutes = series[0]?.counts.length ?? 0
  const sums = Array.from({ length: minutes }, (_, at) => series.reduce((sum, { counts }) => sum + counts[at]!, 0))
  const levels = countTicks(Math.max(0, ...sums))
  const top = levels.at(-1)!
  return html`<figure class="chart">
    <figcaption>${title}</figcaption>
    <ul class="legend">
      ${series.map(({ name, label }) => html`<li><i class="${name}"></i>${label}</li>`)}
    </ul>
    <div class="plot">
      <div class="levels" aria-hidden="true">
        ${levels.toReversed().map((level) => html`<span>${count(level)}</span>`)}
      </div>
      <svg viewBox="0 0 ${minutes} 1000" preserveAspectRatio="none" role="img" aria-label="${summary(title, series)}">
        ${levels.map((level) => {
          const y = 1_000 - (level / top) * 1_000
          return html`<line x1="0" x2="${minutes}" y1="${y}" y2="${y}" />`
        })}
        ${sums.map((_, at) => column(series, at, top))}
      </svg>
    </div>
    <div class="times" aria-hidden="true">
      <span>${minutes} min ago</span><span>${minutes / 2} min ago</span><span>now</span>
    </div>
    <details id="numbers">
      <summary>The same as numbers</summary>
      ${numbersOf(title, series)}
    </details>
  </figure>`
}

function column(series: readonly Series[], at: number, top: number): Markup {
  let y = 1_000
  return html`${series.map(({ name, counts }) => {
    const value = counts[at]!
    if (value === 0) return html``
    // A count above zero is always visible.
    const height = Math.max(6, Math.round((value / top) * 1_000))
    y -= height
    return html`<rect class="${name}" x="${at + 0.1}" y="${Math.max(0, y)}" width="0.8" height="${height}" />`
  })}`
}

function summary(title: string, series: readonly Series[]): string {
  const parts = series.map(({ label, counts }) => {
    const sum = counts.reduce((total, value) => total + value, 0)
    return `${label} ${count(sum)}, at most ${count(Math.max(0, ...counts))} in one minute`
  })
  return `${title}: ${parts.join('; ')}`
}

const minutesPerRow = 10

function numbersOf(title: string, series: readonly Series[]): Markup {
  const minutes = series[0]?.counts.length ?? 0
  const rows = Array.from({ length: Math.ceil(minutes / minutesPerRow) }, (_, row) => row * minutesPerRow)
  return html`<div class="scroll">
    <table>
      <caption class="unseen">
        ${title}
      </caption>
      <thead>
        <tr>
          <th scope="col">Minutes ago</th>
          ${series.map(({ label }) => html`<th scope="col" class="num">${label}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (first) =>
            html`<tr>
              <th scope="row">${minutes - first} to ${Math.max(0, minutes - first - minutesPerRow)}</th>
              ${series.map(({ counts }) => html`<td class="num">${count(sumOf(counts.slice(first, first + minutesPerRow)))}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

/** A small chart of counts per minute; its text alternative compares the last ten minutes with those before. */
export function trend(counts: readonly number[], tone: Series['name']): Markup {
  const now = sumOf(counts.slice(-10))
  const before = sumOf(counts.slice(-20, -10))
  const most = Math.max(1, ...counts)
  return html`<span class="trend"
    ><svg
      class="spark ${tone}"
      viewBox="0 0 ${counts.length} 100"
      preserveAspectRatio="none"
      role="img"
      aria-label="${plural(now, 'refusal')} in the last 10 minutes, ${count(before)} in the 10 minutes before"
    >
      ${counts.map((value, at) => {
        const height = value === 0 ? 0 : Math.max(6, Math.round((value / most) * 100))
        return height === 0 ? html`` : html`<rect x="${at + 0.1}" y="${100 - height}" width="0.8" height="${height}" />`
      })}</svg
    ><span class="direction" aria-hidden="true">${directionOf(now, before)}</span></span
  >`
}

function directionOf(now: number, before: number): string {
  if (now === before) return now === 0 ? 'quiet' : '→ steady'
  if (before === 0) return '↑ new'
  if (now === 0) return '↓ ended'
  const factor = now > before ? now / before : before / now
  const sign = now > before ? '↑' : '↓'
  return factor < 1.2 ? '→ steady' : `${sign} ${factor < 10 ? factor.toFixed(1) : Math.round(factor)}×`
}

/** A bar for a share from 0 to 1; what it shows is always written next to it. */
export function bar(share: number, tone: Series['name']): Markup {
  const width = Math.round(Math.min(1, Math.max(0, share)) * 1_000) / 10
  return html`<svg class="bar ${tone}" aria-hidden="true"><rect width="${width}%" height="100%" /></svg>`
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, value) => sum + value, 0)
}
