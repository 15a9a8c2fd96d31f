import type { ReplayReport } from '@tidegate/replay'
import { escapeJson } from '../../output/json-text.ts'

/** Returns a replay's report as indented JSON, with each list of numbers on one line. */
export function renderJson(report: ReplayReport): string {
  // WHY: JSON strings never contain line breaks, so the pattern matches only lists of numbers.
  const text = JSON.stringify(report, undefined, 2).replaceAll(/\[\n\s+\d+(?:,\n\s+\d+)*\n\s+\]/g, (list) =>
    list.replaceAll(/\n\s+/g, ' ').replace('[ ', '[').replace(' ]', ']'),
  )
  return `${escapeJson(text)}\n`
}
