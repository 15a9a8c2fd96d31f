import type { Analysis } from './analyse.ts'
import { counted } from './hover/describe-declared.ts'
import { limitWordsAt } from './hover/describe-rule.ts'
import { statementsIn } from './statements.ts'
import { ipSetSize } from '@tidegate/values'
import { offsetAt, type Position, type Range, rangeOf } from './text-position.ts'

/** A text that an editor shows between the characters of a line. */
export interface InlayHint {
  readonly position: Position
  readonly label: string
  readonly tooltip?: string
}

/** Returns hints in a range: how many addresses a list contains, after its name, and what a limit promises, after its period. None if the policy has errors. */
export function inlayHints(analysis: Analysis, file: string, range: Range): readonly InlayHint[] {
  const text = analysis.textOf(file)
  const { model } = analysis.checked
  if (text === undefined || model === undefined) return []
  const [start, end] = [offsetAt(text, range.start), offsetAt(text, range.end)]
  const sizes = new Map(model.addressSets.map(({ name, set }) => [name, set]))
  return statementsIn(analysis, file).flatMap(({ statement }): readonly InlayHint[] => {
    if (statement.span.end < start || statement.span.start > end) return []
    if (statement.kind === 'list') {
      const set = sizes.get(statement.name.text)
      // WHY: a list of plain addresses shows its size by itself.
      const isPlain = statement.set.entries.every(
        ({ kind, ...entry }) => kind === 'address' && 'text' in entry && !entry.text.includes('/'),
      )
      if (set === undefined || isPlain) return []
      return [
        {
          position: rangeOf(text, statement.name.span).end,
          label: `: ${counted(ipSetSize(set), 'address', 'addresses')}`,
        },
      ]
    }
    if (statement.kind === 'limit') {
      const words = limitWordsAt(analysis, file, statement.span.start)
      if (words === undefined || words.algorithm === 'log') return []
      return [
        { position: rangeOf(text, statement.period.span).end, label: ` (${words.algorithm})`, tooltip: words.promise },
      ]
    }
    return []
  })
}
