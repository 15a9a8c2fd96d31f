import type { DecisionRun } from '../explaining/run-of-decisions.ts'
import type { Colors } from '../terminal/colors.ts'
import { escapeControls } from '../terminal/escape-controls.ts'
import { duration } from './duration.ts'

/** Runs of equal decisions as a table, one run a line. Hosts are shown where there are several. */
export function renderRuns(runs: readonly DecisionRun[], colors: Colors): string {
  const numbers = runs.map(({ from, to }) => (from === to ? `#${from}` : `#${from}–${to}`))
  const times = runs.map(({ at, until }) => (at === until ? clockOf(at) : `${clockOf(at)}–${clockOf(until)}`))
  const width = (texts: readonly string[]): number => Math.max(...texts.map((text) => text.length))
  const severalHosts = new Set(runs.map(({ host }) => host)).size > 1
  const lines = runs.map((run, index) => {
    const paint = run.outcome === 'pass' ? colors.good : run.outcome === 'block' ? colors.error : colors.warning
    const verdict = paint((run.outcome === 'pass' ? 'pass' : `${run.outcome} ${run.status}`).padEnd(9))
    const request = `${run.ip ?? '?'} ${run.method} ${severalHosts ? (run.host ?? '') : ''}${run.path}`
    const by =
      run.rule === undefined
        ? ''
        : ` by ${run.rule.file}:${run.rule.line}${run.rule.name === undefined ? '' : ` “${run.rule.name}”`}`
    const why = run.rule === undefined && run.outcome !== 'pass' ? ` (${run.reason.replaceAll('-', ' ')})` : ''
    const retry = run.retryAfterMs === undefined ? '' : `, retry after ${duration(run.retryAfterMs)}`
    return `  ${colors.dim(numbers[index]!.padStart(width(numbers)))}  ${times[index]!.padEnd(width(times))}  ${verdict} ${escapeControls(request)}${colors.dim(`${by}${why}${retry}`)}`
  })
  return `${colors.bold('The requests')}\n${lines.join('\n')}\n`
}

/** The clock of an instant, in UTC, without what is nought. */
function clockOf(iso: string): string {
  return iso.slice(11, 23).replace(/\.000$/, '')
}
