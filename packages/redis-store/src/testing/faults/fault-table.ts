import { faults } from './faults.ts'
import type { FaultFigures } from './measure-fault.ts'

/** The figures as a table of Markdown; faults that were not measured have a row that says why. */
export function faultTable(figures: readonly FaultFigures[]): string {
  const rows = faults.flatMap(({ name, what, missing }) => {
    const own = figures.filter(({ fault }) => fault === name)
    if (own.length === 0) return [`| **${name}**: ${what} | | not measured: ${missing() ?? 'left out'} | | | | |`]
    return own.map((each, at) => `| ${at === 0 ? `**${name}**: ${what}` : ''} | ${cellsOf(each).join(' | ')} |`)
  })
  return [
    '| fault | `onStoreError` | longest wait, ms | longest stall, ms | wrong admissions | decided without the server | recovered after, ms |',
    '|---|---|--:|--:|--:|--:|--:|',
    ...rows,
  ].join('\n')
}

function cellsOf(figures: FaultFigures): readonly string[] {
  const {
    onStoreError,
    longestWaitMs,
    longestStallMs,
    wrongAdmissions,
    atMost,
    withoutServer,
    requests,
    recoveredAfterMs,
  } = figures
  return [
    `\`${onStoreError}\``,
    longestWaitMs.toFixed(0),
    longestStallMs.toFixed(0),
    atMost === undefined ? String(wrongAdmissions) : `${wrongAdmissions} (at most ${atMost})`,
    `${withoutServer} of ${requests}`,
    recoveredAfterMs === undefined
      ? 'not away'
      : Number.isFinite(recoveredAfterMs)
        ? recoveredAfterMs.toFixed(0)
        : 'not yet',
  ]
}
