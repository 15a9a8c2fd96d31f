import type { Comparison } from '../harness/comparison.ts'
import { figure } from '../harness/figure.ts'
import { type Goal, goals } from './goal-list.ts'

/** The goals as a table in Markdown: the goal, the worst measurement in each state of the machine, and by how much it was missed if it was. */
export function judgeGoals(comparisons: readonly Comparison[]): string {
  return [
    '| Benchmark | Goal | Measured | |',
    '|---|---|--:|---|',
    ...goals.map((goal) => row(goal, comparisons)),
  ].join('\n')
}

function row(goal: Goal, comparisons: readonly Comparison[]): string {
  const { benchmark, wanted, of, sense, bound } = goal
  const measured = comparisons.filter(of)
  const start = `| \`${benchmark}\` | ${wanted} |`
  if (measured.length === 0) return `${start} – | not measured |`
  const worst = worstOf(goal, measured)
  const reached = sense === 'at least' ? worst >= bound : worst <= bound
  const shown = [...Map.groupBy(measured, ({ state }) => state)].map(
    ([state, own]) => shownFigure(worstOf(goal, own), goal) + (state === undefined ? '' : `, ${state}`),
  )
  const values = shown.join('; ')
  if (reached) return `${start} ${values} | reached |`
  const short = sense === 'at least' ? bound / worst : worst / bound
  return `${start} ${values} | missed by a factor of ${figure(short)} |`
}

function worstOf({ measured, sense }: Goal, comparisons: readonly Comparison[]): number {
  const values = comparisons.map(measured)
  return sense === 'at least' ? Math.min(...values) : Math.max(...values)
}

function shownFigure(value: number, { unit }: Goal): string {
  return `${figure(value)} ${unit === 'times' ? '×' : unit}`
}
