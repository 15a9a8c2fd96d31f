import { oneLine, patternOfPath, patternOfPrefix } from '@tidegate/importers'
import { grouped } from '../../terminal/numbers.ts'
import type { ScanFindings } from './scan-signs.ts'
import type { SlowPath } from './slow-paths.ts'
import type { TrafficProfile } from './traffic-profile.ts'

/** Returns rules about scanners, each with the figures that led to it. */
export function scanRules({ scanned, probing }: TrafficProfile): readonly string[] {
  if (scanned === undefined) return []
  const patterns = [...new Set(scanned.paths.flatMap(({ source }) => patternOfPath(source) ?? []))]
  const addresses = scanned.clients === 1 ? '1 address' : `${grouped(scanned.clients)} addresses`
  return [
    `# Pages that only scanners ask for: ${grouped(scanned.requests)} ${scanned.requests === 1 ? 'request' : 'requests'} from ${addresses}, none answered with 2xx:`,
    ...scanned.paths.slice(0, 8).map(({ source, requests }) => `#   ${oneLine(source)}: ${grouped(requests)}`),
    ...(scanned.paths.length > 8 ? [`#   and ${scanned.paths.length - 8} more`] : []),
    ...(patterns.length === 0
      ? []
      : [`paths scanned = ${patterns.join(', ')}`, 'shadow block path in scanned  as "scanned pages"']),
    ...blockRule(scanned),
    ...(probing.length > 0 ? [] : ['']),
  ]
}

/** A block of the whole client pays off only if scanners fail clearly more often than everyone else. */
function blockRule({ failedMost, othersMost }: ScanFindings): readonly string[] {
  const most = Math.max(10, Math.ceil((othersMost * 1.5) / 10) * 10)
  if (failedMost <= most)
    return [
      `# No limit on failures: one of these addresses got at most ${grouped(failedMost)} replies 400, 403 and 404 in ten minutes, another address ${grouped(othersMost)}.`,
    ]
  return [
    `# One of these addresses got up to ${grouped(failedMost)} replies 400, 403 and 404 in ten minutes, any other address at most ${grouped(othersMost)}.`,
    `shadow limit ${most} per 10 minutes per ip  as "scanners"  counting only replies 400, 403, 404  then block for 1 hour`,
  ]
}

/** Returns notes about requests for health checks, which no rule concerns. */
export function healthNotes({ health, requests }: TrafficProfile): readonly string[] {
  if (health.length === 0) return []
  const all = health.map(({ source, requests: count }) => `${oneLine(source)} ${grouped(count)}`).join(', ')
  const sum = health.reduce((total, each) => total + each.requests, 0)
  return [
    `# paths of health checks: ${grouped(sum)} of ${grouped(requests)} requests (${all}); not among the rates below.`,
    '# If your application answers them to everyone, keep them cheap; no rule names them.',
    '',
  ]
}

/** Returns limits for paths that keep the server busy: on requests at once, and on what a client may cost. `generous` rounds a measured rate up to that of a limit. */
export function slowRules({ slow, people }: TrafficProfile, generous: (seen: number) => number): readonly string[] {
  const { paths, otherMeanMs, perMinute } = slow
  const written = paths.filter(({ source }) => /^\/[\w.-]+$/.test(source))
  if (written.length === 0) return []
  return [
    ...written.flatMap(({ source, requests, meanMs, atOnce }) => [
      `# ${source}: ${grouped(requests)} requests took ${seconds(meanMs)} on average; one address had ${grouped(atOnce)} of them in progress at the same time.`,
      ...(atOnce < 3
        ? []
        : [
            `shadow limit ${Math.max(2, Math.ceil(atOnce / 2))} at once per ip  when path in ${patternOfPrefix(`${source}/`)}  as "${source.slice(1)} at once"`,
          ]),
    ]),
    ...costRule(written, otherMeanMs, (cost) => generous((people?.p999 ?? 1) + perMinute * cost)),
    '',
  ]
}

const maxCost = 50

function costRule(
  paths: readonly SlowPath[],
  otherMeanMs: number,
  limitFor: (cost: number) => number,
): readonly string[] {
  const costs = paths
    .map(({ source, meanMs }) => ({
      pattern: patternOfPrefix(`${source}/`),
      cost: Math.min(maxCost, Math.round(meanMs / Math.max(1, otherMeanMs))),
    }))
    .filter(({ cost }) => cost >= 5)
  if (otherMeanMs === 0 || costs.length === 0) return []
  return [
    `# Other requests took ${seconds(otherMeanMs)} on average, so one of these costs as much as many of them (at most ${maxCost} here).`,
    `shadow limit ${limitFor(Math.max(...costs.map(({ cost }) => cost)))} per minute per ip  when user is absent  as "work"  costing ${costs.map(({ pattern, cost }) => `${cost} if path in ${pattern}`).join(', ')}`,
  ]
}

function seconds(ms: number): string {
  return ms < 100 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1_000).toFixed(1)} s`
}
