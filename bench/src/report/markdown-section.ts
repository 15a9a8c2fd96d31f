import type { Benchmark, Comparison } from '../harness/comparison.ts'
import { figure } from '../harness/figure.ts'

/** One benchmark as a section in Markdown: the question, the work, and a table with medians, ratios and spreads. */
export function markdownSection({ id, title, work }: Benchmark, comparisons: readonly Comparison[]): string {
  const notes = [...new Set(comparisons.map(({ note }) => note).filter((note) => note !== undefined))]
  const hasState = comparisons.some(({ state }) => state !== undefined)
  const cells = (comparison: Comparison): readonly string[] => {
    const { case: name, peer, state, ours, theirs, unit, ratio, spread, error, note } = comparison
    const mark = note === undefined ? '' : ` <sup>${notes.indexOf(note) + 1}</sup>`
    return [
      name,
      peer + mark,
      ...(hasState ? [state ?? ''] : []),
      figure(ours) + (error === undefined ? '' : ` ± ${figure(error)}`),
      figure(theirs),
      unit,
      `**${figure(ratio)}**`,
      `${figure(spread[0])}–${figure(spread[1])}`,
    ]
  }
  const row = (columns: readonly string[]): string => `| ${columns.join(' | ')} |`
  return [
    `### \`${id}\`: ${title}`,
    '',
    `${work[0]!.toUpperCase()}${work.slice(1)}.`,
    '',
    row(['Case', 'Peer', ...(hasState ? ['State'] : []), 'Ours', 'Theirs', 'Unit', 'Ratio', 'Spread']),
    hasState ? '|---|---|---|--:|--:|---|--:|--:|' : '|---|---|--:|--:|---|--:|--:|',
    ...comparisons.map((comparison) => row(cells(comparison))),
    '',
    ...notes.flatMap((note, index) => [`${index + 1}. ${note}`]),
    ...(notes.length > 0 ? [''] : []),
  ].join('\n')
}
