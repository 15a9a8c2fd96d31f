import { isHumanToken } from '../parse/human-token.ts'
import { confirmBy, shown, type RobotsNote } from '../parse/note.ts'
import { lineRanges } from '../parse/line-ranges.ts'
import { parseBlockAddress } from './parse-block-address.ts'
import { canBeToken } from '../policy-text/policy-word.ts'
import { restrictIpDefaults } from './restrict-ip-defaults.ts'
import type { RestrictIp, RestrictIpEntry, RestrictIpList, RestrictIpNumber } from './restrict-ip.ts'

/** The settings after defaults have been filled in and forbidden values rejected. */
export interface RestrictIpSettings {
  readonly blocked: readonly SettingEntry[]
  readonly allowed: readonly SettingEntry[]
  readonly bad: readonly SettingEntry[]
  /** Undefined if it is switched off. */
  readonly rate: RobotsNumber | undefined
  readonly peakRate: RobotsNumber | undefined
}

export interface SettingEntry {
  readonly value: string
  /** The line of robots.txt; undefined for a default. */
  readonly line: number | undefined
}

/** Requests per minute, and the line of robots.txt (undefined for a default). */
export interface RobotsNumber {
  readonly perMinute: number
  readonly line: number | undefined
}

export interface ResolveOptions {
  /** Tokens in lower case that are accepted although they occur in the User-Agents of browsers. */
  readonly confirmedTokens: ReadonlySet<string>
  /** A smaller `rate_limit` is raised to this, so that an editor of robots.txt cannot lock all clients out. */
  readonly minimumRate: number
  /** Limits on the lists; entries beyond them are dropped, with a note. Default 100,000 addresses, and 1,000 tokens per list. */
  readonly limits?: { readonly addresses: number; readonly tokens: number }
  /** The lengths that a token may have. Default 2 to 128 characters. */
  readonly tokenLengths?: { readonly minLength: number; readonly maxLength: number }
}

export const defaultSettingLimits: { readonly addresses: number; readonly tokens: number } = {
  addresses: 100_000,
  tokens: 1000,
}

/** The largest networks that a robots.txt may block: a /8 of IPv4, a /19 of IPv6. */
const minPrefixLength = { 4: 8, 6: 19 } as const

/**
 * Returns the settings of the directives: defaults for missing directives; tokens that would match people, networks larger than
 * /8 (IPv6 /19) and rates below the minimum are rejected, with a note for each.
 */
export function resolveRestrictIp(
  directives: RestrictIp,
  options: ResolveOptions,
  notes: RobotsNote[],
): RestrictIpSettings {
  const { addresses } = options.limits ?? defaultSettingLimits
  const blocked = (directives.blockedIps?.entries ?? []).filter((entry) => isNarrow(entry, notes))
  return {
    blocked: firstOf(blocked, addresses, '`blocked_ip`', notes),
    allowed: bots(directives.allowedBots, restrictIpDefaults.allowedBots, options, notes),
    bad: bots(directives.badBots, restrictIpDefaults.badBots, options, notes),
    rate: raiseToMinimum(options.minimumRate, resolveNumber(directives.rateLimit, restrictIpDefaults.rateLimit), notes),
    peakRate: resolveNumber(directives.botPeakRateLimit, restrictIpDefaults.botPeakRateLimit),
  }
}

function isNarrow(entry: RestrictIpEntry, notes: RobotsNote[]): boolean {
  const address = parseBlockAddress(entry.value)
  if (address.kind === 'address' && address.prefixLength >= minPrefixLength[address.family]) return true
  notes.push({
    code: 'address-refused',
    severity: 'warning',
    line: entry.line,
    message: `${shown(entry.value)} is skipped in \`blocked_ip\`: a robots.txt may block at max a /8 of IPv4 or a /19 of IPv6`,
  })
  return false
}

function bots(
  list: RestrictIpList | undefined,
  defaults: readonly string[],
  options: ResolveOptions,
  notes: RobotsNote[],
): readonly SettingEntry[] {
  if (list === undefined) return defaults.map((value) => ({ value, line: undefined }))
  const accepted = list.entries.filter((entry) => {
    const reason = refusal(entry.value, options)
    if (reason === undefined) return true
    const message = `skipped the token ${shown(entry.value)}: ${reason}`
    notes.push({ code: 'token-refused', severity: 'warning', line: entry.line, message })
    return false
  })
  return firstOf(accepted, (options.limits ?? defaultSettingLimits).tokens, 'a list of bots', notes)
}

function firstOf(
  entries: readonly RestrictIpEntry[],
  max: number,
  what: string,
  notes: RobotsNote[],
): readonly RestrictIpEntry[] {
  const beyond = entries[max]
  if (beyond === undefined) return entries
  const lines = lineRanges(entries.slice(max).map(({ line }) => line))
  const message = `${what} can have at most ${max} entries; ${entries.length - max} were skipped, of ${lines}`
  notes.push({ code: 'too-many', severity: 'warning', line: beyond.line, message })
  return entries.slice(0, max)
}

/** Returns why a robots.txt must not create a rule for the token; undefined if it may. */
function refusal(token: string, { confirmedTokens, tokenLengths }: ResolveOptions): string | undefined {
  const { minLength, maxLength } = tokenLengths ?? { minLength: 2, maxLength: 128 }
  if (!canBeToken(token) || token.length < minLength || token.length > maxLength)
    return `expected a token of ${minLength} to ${maxLength} printable ASCII characters without quotes and backslashes`
  if (!isHumanToken(token) || confirmedTokens.has(token.toLowerCase())) return undefined
  return `it occurs in the User-Agents of browsers${confirmBy(token)}`
}

function resolveNumber(number: RestrictIpNumber | undefined, byDefault: number): RobotsNumber | undefined {
  if (number === undefined) return { perMinute: byDefault, line: undefined }
  return number.value === 'off' ? undefined : { perMinute: number.value, line: number.line }
}

function raiseToMinimum(
  minimum: number,
  number: RobotsNumber | undefined,
  notes: RobotsNote[],
): RobotsNumber | undefined {
  if (number === undefined || number.perMinute >= minimum) return number
  notes.push({
    code: 'value-capped',
    severity: 'warning',
    line: number.line,
    message: `\`rate_limit = ${number.perMinute}\` is too low and would lock out people; ${minimum} per minute is used instead`,
  })
  return { perMinute: minimum, line: number.line }
}
