import type { ReplayReport } from '@tidegate/replay'

/** A replay's report as a JSON document, indented, lists of numbers on one line each. */
export function renderJson(report: ReplayReport): string {
  // WHY: a line break never stands inside a JSON text, so nothing but lists of numbers is matched.
  const text = JSON.stringify(report, undefined, 2).replaceAll(/\[\n\s+\d+(?:,\n\s+\d+)*\n\s+\]/g, (list) =>
    list.replaceAll(/\n\s+/g, ' ').replace('[ ', '[').replace(' ]', ']'),
  )
  return `${text}\n`
}
