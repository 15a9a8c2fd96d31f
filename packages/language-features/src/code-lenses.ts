import type { Analysis } from './analyse.ts'
import { statementsIn } from './statements.ts'
import { type Range, rangeOf } from './text-position.ts'

/** A command above a line. */
export interface CodeLens {
  readonly range: Range
  readonly title: string
  /** A name that the host of the editor implements. */
  readonly command: 'tidegate.explain' | 'tidegate.runTest' | 'tidegate.showRefused'
  readonly arguments: readonly (string | number)[]
}

/** How many requests of a log a rule refused, by the line of the rule (1-based), from `tidegate replay`. */
export interface ReplayedRules {
  /** The name of the log as it is shown. */
  readonly log: string
  readonly total: number
  /** By `file:line`. */
  readonly refused: Readonly<Record<string, number>>
}

/** Returns the lenses of a policy: `explain with…` above each rule and, if a log was replayed, what the rule refused of it. */
export function codeLenses(analysis: Analysis, file: string, replayed?: ReplayedRules): readonly CodeLens[] {
  const text = analysis.textOf(file)
  if (text === undefined) return []
  return statementsIn(analysis, file).flatMap(({ statement: { kind, span } }): readonly CodeLens[] => {
    if (!['block', 'allow-only', 'limit', 'exempt'].includes(kind)) return []
    const range = rangeOf(text, { start: span.start, end: span.start })
    const line = range.start.line + 1
    const explain: CodeLens = { range, title: 'explain with…', command: 'tidegate.explain', arguments: [file, line] }
    if (replayed === undefined || kind === 'exempt') return [explain]
    const count = replayed.refused[`${file}:${line}`] ?? 0
    const title = `refused ${count.toLocaleString('en')} of ${replayed.total.toLocaleString('en')} in ${replayed.log}`
    return [explain, { range, title, command: 'tidegate.showRefused', arguments: [file, line] }]
  })
}
