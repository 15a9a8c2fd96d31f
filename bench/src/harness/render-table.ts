import { figure } from './figure.ts'
import type { Benchmark, Comparison } from './comparison.ts'

/** The comparisons of one benchmark as a table of text. */
export function renderTable(benchmark: Benchmark, comparisons: readonly Comparison[]): string {
  const head = ['case', 'peer', 'ours', 'theirs', 'unit', 'ratio', 'spread']
  const rows = comparisons.map((comparison) => [
    comparison.case,
    comparison.peer + (comparison.note === undefined ? '' : ` (${comparison.note})`),
    figure(comparison.ours),
    figure(comparison.theirs),
    comparison.unit,
    `${figure(comparison.ratio)}×`,
    `${figure(comparison.spread[0])}–${figure(comparison.spread[1])}`,
  ])
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column >= 2 && column !== 4 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
  return [`${benchmark.id}: ${benchmark.title}`, `  ${benchmark.work}`, '', line(head), ...rows.map(line), ''].join(
    '\n',
  )
}
