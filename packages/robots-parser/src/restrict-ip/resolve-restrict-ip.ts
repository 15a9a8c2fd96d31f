import { isHumanToken } from '../parse/human-token.ts'
import { shown, type RobotsNote } from '../parse/note.ts'
import { parseBlockAddress } from './parse-block-address.ts'
import { canBeToken } from '../policy-text/policy-word.ts'
import { restrictIpDefaults } from './restrict-ip-defaults.ts'
import type { RestrictIp, RestrictIpEntry, RestrictIpList, RestrictIpNumber } from './restrict-ip.ts'

/** What holds once defaults are filled in and what a robots.txt must not do is refused. */
export interface RestrictIpSettings {
  readonly blocked: readonly SettingEntry[]
  readonly allowed: readonly SettingEntry[]
  readonly bad: readonly SettingEntry[]
  /** Undefined: switched off. */
  readonly rate: RobotsNumber | undefined
  readonly peakRate: RobotsNumber | undefined
}

export interface SettingEntry {
  readonly value: string
  /** Line of robots.txt; undefined for a default. */
  readonly line: number | undefined
}

/** Requests a minute, and the line of robots.txt that says so (undefined: the default). */
export interface RobotsNumber {
  readonly perMinute: number
  readonly line: number | undefined
}

export interface ResolveOptions {
  /** Lower-case tokens that are accepted although they are found in people's User-Agents. */
  readonly confirmedTokens: ReadonlySet<string>
  /** A smaller `rate_limit` is raised to this, lest an editor of robots.txt lock everybody out. */
  readonly minimumRate: number
  /** How much of the lists holds; what is beyond is left out, with a note. Default 100,000 addresses, 1,000 tokens a list. */
  readonly limits?: { readonly addresses: number; readonly tokens: number }
}

export const defaultSettingLimits: { readonly addresses: number; readonly tokens: number } = {
  addresses: 100_000,
  tokens: 1000,
}

/** The widest networks that a robots.txt may block: a /8 of IPv4, a /19 of IPv6. */
const widestPrefix = { 4: 8, 6: 19 } as const

/**
 * The settings that the directives amount to: defaults where a directive is missing; tokens that would match people,
 * networks wider than /8 (IPv6 /19) and a rate below the floor are refused, with a note each.
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
    rate: atLeast(options.minimumRate, resolveNumber(directives.rateLimit, restrictIpDefaults.rateLimit), notes),
    peakRate: resolveNumber(directives.botPeakRateLimit, restrictIpDefaults.botPeakRateLimit),
  }
}

function isNarrow(entry: RestrictIpEntry, notes: RobotsNote[]): boolean {
  const address = parseBlockAddress(entry.value)
  if (address.kind === 'address' && address.prefixLength >= widestPrefix[address.family]) return true
  notes.push({
    code: 'address-refused',
    severity: 'warning',
    line: entry.line,
    message: `${shown(entry.value)} is left out of \`blocked_ip\`: a robots.txt may block at most a /8 of IPv4 or a /19 of IPv6`,
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
    const reason = refusal(entry.value, options.confirmedTokens)
    if (reason === undefined) return true
    const message = `the token ${shown(entry.value)} is left out: ${reason}`
    notes.push({ code: 'token-refused', severity: 'warning', line: entry.line, message })
    return false
  })
  return firstOf(accepted, (options.limits ?? defaultSettingLimits).tokens, 'a list of bots', notes)
}

function firstOf(
  entries: readonly RestrictIpEntry[],
  most: number,
  what: string,
  notes: RobotsNote[],
): readonly RestrictIpEntry[] {
  const beyond = entries[most]
  if (beyond === undefined) return entries
  const message = `${what} holds at most ${most} entries: ${entries.length - most} are left out`
  notes.push({ code: 'too-many', severity: 'warning', line: beyond.line, message })
  return entries.slice(0, most)
}

/** Why a robots.txt may not make a rule for the token; undefined when it may. */
function refusal(token: string, confirmedTokens: ReadonlySet<string>): string | undefined {
  if (!canBeToken(token)) return 'a token is 2 to 128 printable ASCII characters without quotes and backslashes'
  if (!isHumanToken(token) || confirmedTokens.has(token.toLowerCase())) return undefined
  return "it is found in people's User-Agents (confirm it with `confirmedTokens` if it is meant)"
}

function resolveNumber(number: RestrictIpNumber | undefined, byDefault: number): RobotsNumber | undefined {
  if (number === undefined) return { perMinute: byDefault, line: undefined }
  return number.value === 'off' ? undefined : { perMinute: number.value, line: number.line }
}

function atLeast(minimum: number, number: RobotsNumber | undefined, notes: RobotsNote[]): RobotsNumber | undefined {
  if (number === undefined || number.perMinute >= minimum) return number
  notes.push({
    code: 'value-capped',
    severity: 'warning',
    line: number.line,
    message: `\`rate_limit = ${number.perMinute}\` would lock people out: ${minimum} a minute holds`,
  })
  return { perMinute: minimum, line: number.line }
}
