import type { MeasuredSuite } from './measured-suites.ts'

/** Says in Markdown what was measured where and when: one sentence for each machine, commit and day. */
export function describeRuns(suites: readonly MeasuredSuite[]): string {
  const groups = Map.groupBy(suites, ({ machine, commit, date, quick }) =>
    [`Measured on ${machine}`, `commit ${commit}, ${date}${quick ? ' (short rounds: do not quote)' : ''}`].join(', '),
  )
  if (groups.size === 0) return 'Nothing is measured yet.'
  return [...groups]
    .map(([where, { length }], index, { length: count }) => {
      const names = groups.get(where)!.map(({ benchmark }) => `\`${benchmark}\``)
      return count === 1 || (index === 0 && length > suites.length / 2) ? `${where}.` : `${where}: ${names.join(', ')}.`
    })
    .join('\n')
}
