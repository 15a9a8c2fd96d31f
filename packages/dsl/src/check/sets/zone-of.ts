import { didYouMean, isZone } from '@tidegate/values'
import type { Name } from '../../syntax/ast/leaves.ts'
import type { Checking } from '../checking.ts'
import { replaceFix } from '../report.ts'
import { placedStatements, type Unit } from '../unit.ts'

/**
 * Returns the time zone of a window: the one written after it, else the file's `zone`, else UTC. An unknown zone is reported and
 * replaced by UTC.
 */
export function zoneOf(checking: Checking, unit: Unit, written: Name | undefined): string {
  const zone = written ?? fileZone(checking, unit)
  if (zone === undefined) return 'UTC'
  if (isKnownZone(zone.text)) return zone.text
  reportUnknownZone(checking, zone)
  return 'UTC'
}

/** Reports a `zone` declaration with an unknown zone, whether windows use it or not. */
export function checkZone(checking: Checking, unit: Unit): void {
  const zone = fileZone(checking, unit)
  if (zone !== undefined && !isKnownZone(zone.text)) reportUnknownZone(checking, zone)
}

function fileZone({ resolved }: Checking, unit: Unit): Name | undefined {
  if (resolved.zones.has(unit)) return resolved.zones.get(unit)
  const zone = findZone(unit)
  resolved.zones.set(unit, zone)
  return zone
}

function findZone(unit: Unit): Name | undefined {
  for (const { statement } of placedStatements(unit.ast.statements)) {
    if (statement.kind === 'zone') return statement.zone
  }
  return undefined
}

function isKnownZone(text: string): boolean {
  // A bare offset such as `+02:00`, or an abbreviation, has no daylight saving time.
  return text === 'UTC' || (text.includes('/') && isZone(text))
}

function reportUnknownZone({ report }: Checking, { text, span }: Name): void {
  const known = ['UTC', ...Intl.supportedValuesOf('timeZone')]
  const byCity = known.find((zone) => zone.toLowerCase().endsWith(`/${text.toLowerCase()}`))
  const suggestion = byCity ?? didYouMean(text, known)
  report.add('TG213', span, `\`${text}\` is not a time zone`, {
    help:
      suggestion === undefined ? 'write `UTC` or a name such as `Europe/Bucharest`' : `did you mean \`${suggestion}\`?`,
    fix:
      suggestion === undefined ? undefined : replaceFix(span, suggestion, `replace \`${text}\` with \`${suggestion}\``),
  })
}
