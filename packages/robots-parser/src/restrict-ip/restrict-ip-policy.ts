import { declarationLines, origin, policyLine, type PolicyEntry, type PolicyLine } from '../policy-text/policy-text.ts'
import { policyWord } from '../policy-text/policy-word.ts'
import type { RestrictIpSettings, SettingEntry } from './resolve-restrict-ip.ts'
import { restrictIpDefaults } from './restrict-ip-defaults.ts'

export interface RestrictIpPolicyOptions {
  readonly fileName: string
  /** False: only the declarations. */
  readonly rules: boolean
  /** A list of addresses that `blocked` must never affect. */
  readonly protectedList: string | undefined
}

/**
 * Returns the documented rules of the `restrict-ip:` directives as readable policy text. Anything without content (an empty list,
 * a limit that is off) is replaced by a comment.
 */
export function restrictIpPolicy(
  settings: RestrictIpSettings,
  options: RestrictIpPolicyOptions,
): readonly PolicyLine[] {
  const { fileName } = options
  const guarded = [...badRule(settings, fileName), ...guestLimits(settings, fileName)]
  const peak = settings.peakRate !== undefined && settings.allowed.length > 0
  const declarations = setsOf(settings, options)
  if (!options.rules) return declarations
  const lines = [...declarations]
  if (guarded.length > 0) lines.push(...declarationLines('paths  static ', staticPaths, fileName))
  if (peak) lines.push(...declarationLines('window peak   ', [peakHours], fileName))
  lines.push(...blockedRule(settings, fileName))
  if (guarded.length > 0)
    lines.push(policyLine(''), policyLine('where path not in static {'), ...guarded, policyLine('}'))
  return lines
}

const staticPaths: readonly PolicyEntry[] = restrictIpDefaults.staticPaths.map(byDefault)
const peakHours = byDefault(
  `${restrictIpDefaults.peak.from}-${restrictIpDefaults.peak.to} ${restrictIpDefaults.peak.zone}`,
)

function setsOf(settings: RestrictIpSettings, options: RestrictIpPolicyOptions): readonly PolicyLine[] {
  const tail = options.protectedList === undefined ? '' : `except ${options.protectedList}`
  return [
    ...declare('list   blocked', settings.blocked, (value) => value, options.fileName, tail),
    ...declare('bots   allowed', settings.allowed, policyWord, options.fileName),
    ...declare('bots   bad    ', settings.bad, policyWord, options.fileName),
  ]
}

function blockedRule({ blocked }: RestrictIpSettings, fileName: string): readonly PolicyLine[] {
  const first = blocked[0]
  if (first === undefined) return []
  const text = `block ip in blocked  as "blocked_ip in ${fileName}"  log warn`
  return [policyLine(''), policyLine(`${text}  # ${origin(fileName, first.line)}`, first.line)]
}

function badRule({ bad, allowed }: RestrictIpSettings, fileName: string): readonly PolicyLine[] {
  const first = bad[0]
  if (first === undefined) return []
  const unless = allowed.length === 0 ? '' : ' unless bot in allowed'
  return [policyLine(`  block bot in bad${unless}  # ${origin(fileName, first.line)}`, first.line)]
}

function guestLimits({ allowed, rate, peakRate }: RestrictIpSettings, fileName: string): readonly PolicyLine[] {
  const limits: PolicyLine[] = []
  if (peakRate !== undefined && allowed.length > 0) {
    const text = `    limit ${peakRate.perMinute} per minute per ip  when bot in allowed during peak  including refused`
    limits.push(policyLine(`${text}  # ${origin(fileName, peakRate.line)}`, peakRate.line))
  }
  if (rate !== undefined) {
    const text = `    limit ${rate.perMinute} per minute per ip  including refused`
    limits.push(policyLine(`${text}  # ${origin(fileName, rate.line)}`, rate.line))
  }
  if (limits.length === 0) return []
  return [policyLine('  where user is absent {'), ...limits, policyLine('  }')]
}

function declare(
  head: string,
  entries: readonly SettingEntry[],
  write: (value: string) => string,
  fileName: string,
  tail = '',
): readonly PolicyLine[] {
  if (entries.length === 0) return [policyLine(`# ${head.replace(/ +/g, ' ').trim()}: empty`)]
  const written: readonly PolicyEntry[] = entries.map(({ value, line }) => ({ text: write(value), source: line }))
  return declarationLines(head, written, fileName, tail)
}

function byDefault(text: string): PolicyEntry {
  return { text, source: undefined }
}
