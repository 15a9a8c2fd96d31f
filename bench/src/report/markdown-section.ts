import type { Benchmark, Comparison } from '../harness/comparison.ts'
import { figure } from '../harness/figure.ts'

/** One benchmark as a section in Markdown: the question, the work, and a table with medians, ratios and spreads. */
export function markdownSection({ id, title, work }: Benchmark, comparisons: readonly Comparison[]): string {
  const notes = [...new Set(comparisons.map(({ note }) => note).filter((note) => note !== undefined))]
  const mark = (note: string | undefined): string =>
    note === undefined ? '' : ` <sup>${notes.indexOf(note) + 1}</sup>`
  return [
    `### \`${id}\`: ${title}`,
    '',
    `${work[0]!.toUpperCase()}${work.slice(1)}.`,
    '',
    '| Case | Peer | Ours | Theirs | Unit | Ratio | Spread |',
    '|---|---|--:|--:|---|--:|--:|',
    ...comparisons.map(
      ({ case: name, peer, ours, theirs, unit, ratio, spread, note }) =>
        `| ${name} | ${peer}${mark(note)} | ${figure(ours)} | ${figure(theirs)} | ${unit} | **${figure(ratio)}** | ${figure(spread[0])}–${figure(spread[1])} |`,
    ),
    '',
    ...notes.flatMap((note, index) => [`${index + 1}. ${note}`]),
    ...(notes.length > 0 ? [''] : []),
  ].join('\n')
}
