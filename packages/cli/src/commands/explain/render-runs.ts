import type { DecisionRun } from './run-of-decisions.ts'
import type { Colors } from '../../terminal/colors.ts'
import { duration, escapeControls } from '@tidegate/values'
import { rulePlace } from '../../output/rule-place.ts'

const maxRuns = 200

/** Returns runs of equal decisions as a table, one per line, at most the last two hundred. Hosts are shown if there are several. */
export function renderRuns(all: readonly DecisionRun[], policy: string, colors: Colors): string {
  const runs = all.slice(-maxRuns)
  const numbers = runs.map(({ from, to }) => (from === to ? `#${from}` : `#${from}–${to}`))
  const times = runs.map(({ at, until }) => (at === until ? clockOf(at) : `${clockOf(at)}–${clockOf(until)}`))
  const numberWidth = widthOf(numbers)
  const timeWidth = widthOf(times)
  const severalHosts = new Set(runs.map(({ host }) => host)).size > 1
  const lines = runs.map((run, index) => {
    const paint = run.outcome === 'pass' ? colors.good : run.outcome === 'block' ? colors.error : colors.warning
    const verdict = paint((run.outcome === 'pass' ? 'pass' : `${run.outcome} ${run.status}`).padEnd(9))
    const request = `${run.ip ?? '?'} ${run.method} ${severalHosts ? (run.host ?? '') : ''}${run.path}`
    const by =
      run.rule === undefined
        ? ''
        : ` by ${rulePlace(policy, run.rule)}${run.rule.name === undefined ? '' : ` “${run.rule.name}”`}`
    const why = run.rule === undefined && run.outcome !== 'pass' ? ` (${run.reason.replaceAll('-', ' ')})` : ''
    const retry = run.retryAfterMs === undefined ? '' : `, retry after ${duration(run.retryAfterMs)}`
    return `  ${colors.dim(numbers[index]!.padStart(numberWidth))}  ${times[index]!.padEnd(timeWidth)}  ${verdict} ${escapeControls(request)}${colors.dim(`${by}${why}${retry}`)}`
  })
  const left = all.length - runs.length
  const before = left === 0 ? [] : [colors.dim(`  … ${left} earlier lines: --json shows all`)]
  return `${[colors.bold('Requests'), ...before, ...lines].join('\n')}\n`
}

function widthOf(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length))
}

/** Returns the time of day of an instant in UTC, without milliseconds if they are zero. */
function clockOf(iso: string): string {
  return iso.slice(11, 23).replace(/\.000$/, '')
}
