import type { Comparison } from '../harness/comparison.ts'
import { figure } from '../harness/figure.ts'
import { type Goal, goals } from './goal-list.ts'

/** The goals as a table in Markdown: the goal, the worst measurement, and by how much it was missed if it was. */
export function judgeGoals(comparisons: readonly Comparison[]): string {
  return [
    '| Benchmark | Goal | Measured | |',
    '|---|---|--:|---|',
    ...goals.map((goal) => row(goal, comparisons)),
  ].join('\n')
}

function row(
  { benchmark, wanted, of, measured, sense, bound, unit }: Goal,
  comparisons: readonly Comparison[],
): string {
  const values = comparisons.filter(of).map(measured)
  const start = `| \`${benchmark}\` | ${wanted} |`
  if (values.length === 0) return `${start} – | not measured |`
  const worst = sense === 'at least' ? Math.min(...values) : Math.max(...values)
  const reached = sense === 'at least' ? worst >= bound : worst <= bound
  const shown = `${figure(worst)} ${unit === 'times' ? '×' : unit}`
  if (reached) return `${start} ${shown} | reached |`
  const short = sense === 'at least' ? bound / worst : worst / bound
  return `${start} ${shown} | missed by a factor of ${figure(short)} |`
}
