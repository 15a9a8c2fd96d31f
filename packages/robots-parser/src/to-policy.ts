import type { EnforcedRobots } from './enforce/enforced-rule.ts'
import { defaultRoom, type EnforceLimits, enforceLimitsIn, type PolicyRoom } from './enforce/enforce-limits.ts'
import { enforceRobots } from './enforce/enforce-robots.ts'
import { enforcedPolicy } from './enforce/enforced-policy.ts'
import { limitNotes, type RobotsNote } from './parse/note.ts'
import { notesOf } from './parse/notes-of.ts'
import { plainFileName, policyLine, type PolicyLine } from './policy-text/policy-text.ts'
import { defaultSettingLimits, resolveRestrictIp, type RobotsNumber } from './restrict-ip/resolve-restrict-ip.ts'
import { restrictIpPolicy } from './restrict-ip/restrict-ip-policy.ts'
import { readRestrictIp, type RestrictIp } from './restrict-ip/restrict-ip.ts'
import { readLines } from './parse/read-lines.ts'
import type { RobotsData } from './parse/robots-data.ts'
import { splitLines, textOfUtf16, type RawLines } from './parse/split-lines.ts'
import { unenforcedNotes } from './enforce/unenforced-notes.ts'

/** Options of `toPolicy`. */
export interface ToPolicyOptions {
  /** Whether Allow, Disallow, Crawl-delay, Request-rate and Visit-time become rules too. Default false. */
  readonly enforceRules?: boolean
  /**
   * Whether `no` in Content-Signal and Content-Usage becomes rules too: `ai-train` and `train-ai` for the category `ai-training`
   * of the bot catalogue, `ai-input` for `ai-fetching`. The text needs a host with a catalogue. Default false.
   */
  readonly enforceSignals?: boolean
  /** The file name in comments and names. Default `robots.txt`. */
  readonly fileName?: string
  /**
   * If false, the `restrict-ip:` directives give no rules, only their declarations; with `enforceRules` or `enforceSignals` not
   * even these. For policies that use the names in their own rules. Default true.
   */
  readonly rules?: boolean
  /** The name of a list that `blocked_ip` must never affect. */
  readonly protectedList?: string
  /** Tokens that are accepted although they occur in the User-Agents of browsers. Default none. */
  readonly confirmedTokens?: readonly string[]
  /** The smallest `rate_limit` that a robots.txt can set. Default 5 per minute. */
  readonly minimumRate?: number
  /** What Crawl-delay counts: a crawler's requests from all its addresses together, or each address. Default `agent`. */
  readonly delayKey?: 'agent' | 'address'
  /** The maximum number of bytes that are read. Default 500 KiB. */
  readonly maxBytes?: number
  /** The number of bytes of the file that are not in the input. Default 0. */
  readonly unreadBytes?: number
  /** How much the text may contain. Default: the default limits of the language. */
  readonly room?: PolicyRoom
}

/** A robots.txt as policy text, with the data from which the text was written. */
export interface RobotsPolicy {
  readonly text: string
  /** The line of robots.txt for each line of `text`. */
  readonly sourceLines: readonly (number | undefined)[]
  readonly notes: readonly RobotsNote[]
  /** The text of the file, if it is in UTF-16. */
  readonly original?: string
  /** Requests per minute; undefined if robots.txt switches a limit off. */
  readonly numbers: { readonly rate: RobotsNumber | undefined; readonly peakRate: RobotsNumber | undefined }
  /**
   * The contents of the declarations, including empty lists (an empty declaration cannot be written). The entries of
   * `protectedList` are not removed from `blocked`: the reader of the text has to subtract them.
   */
  readonly lists: {
    readonly blocked: readonly string[]
    readonly allowed: readonly string[]
    readonly bad: readonly string[]
  }
  /** The groups as data, from which their part of the text was written; undefined without `enforceRules` and `enforceSignals`. */
  readonly enforced: EnforcedRobots | undefined
}

/** The part of the room that the text may fill. */
const usableShare = 0.9

/** With less room than this, nothing is converted. */
const minRoom = { rules: 12, tests: 60, tokens: 120, windows: 2, sourceLength: 8000 } as const

/**
 * Converts a robots.txt to the text of a `.policy` file that reads like a handwritten one; missing directives have their
 * documented defaults. The text can only restrict access, and only that of bots, except for `blocked_ip` and `rate_limit`. It
 * always fits the limits of the language, or the `room`: a file that is too large is converted partly, with notes that name the lines.
 * O(n); never throws.
 */
export function toPolicy(input: string | Uint8Array, options: ToPolicyOptions = {}): RobotsPolicy {
  const raw = splitLines(input, options.maxBytes, options.unreadBytes)
  const original = textOfUtf16(input)
  const directives = readRestrictIp(raw.lines, raw.notes)
  const room = options.room ?? defaultRoom
  const missing = missingRoom(room)
  if (missing !== undefined) return withoutText(directives, missing, options, original)
  const data = options.enforceRules === true || options.enforceSignals === true ? readData(raw) : undefined
  for (let share = 1; ; share /= 2) {
    const policy = writePolicy(directives, data, options, room, share)
    const fits =
      policy.text.length <= room.sourceLength * usableShare && countTokens(policy.text) <= room.tokens * usableShare
    if (fits) return original === undefined ? policy : { ...policy, original }
    if (share < 0.001) return withoutText(directives, 'tokens', options, original)
  }
}

function missingRoom(room: PolicyRoom): string | undefined {
  return (Object.keys(minRoom) as (keyof typeof minRoom)[]).find((name) => room[name] < minRoom[name])
}

/** Returns the number of tokens and sets in the text's declarations of bots, or a few more. O(n). */
function countTokens(text: string): number {
  let tokens = 0
  for (const [declaration] of text.matchAll(/^bots [^=]*=(?:.*\n)(?:^ .*\n)*/gm))
    tokens += declaration.split(',').length + 1
  return tokens
}

/** Returns the result for a policy that has no room for the file. */
function withoutText(
  directives: RestrictIp,
  missing: string,
  options: ToPolicyOptions,
  original: string | undefined,
): RobotsPolicy {
  const fileName = plainFileName(options.fileName ?? 'robots.txt')
  const message = `nothing of this file is in force: the rest of the policy leaves too little of its limit for ${missing}`
  const note: RobotsNote = { code: 'too-many', severity: 'warning', line: undefined, message }
  return {
    text: `# The policy has no room for the rules of ${fileName}.\n`,
    sourceLines: [undefined],
    notes: limitNotes([note, ...directives.notes]),
    numbers: numbersOf(directives, options),
    lists: { blocked: [], allowed: [], bad: [] },
    enforced: undefined,
    ...(original !== undefined && { original }),
  }
}

function numbersOf(directives: RestrictIp, options: ToPolicyOptions): RobotsPolicy['numbers'] {
  const minimumRate = options.minimumRate ?? defaultMinimumRate
  const { rate, peakRate } = resolveRestrictIp(directives, { confirmedTokens: new Set(), minimumRate }, [])
  return { rate, peakRate }
}

/** The smallest `rate_limit` that a robots.txt can set, unless the host says otherwise. */
const defaultMinimumRate = 5

function writePolicy(
  directives: RestrictIp,
  data: RobotsData | undefined,
  options: ToPolicyOptions,
  room: PolicyRoom,
  share: number,
): RobotsPolicy {
  const notes: RobotsNote[] = [...directives.notes]
  const fileName = plainFileName(options.fileName ?? 'robots.txt')
  const tokenLengths = { minLength: room.tokenMinLength, maxLength: room.tokenMaxLength }
  const confirmedTokens = new Set((options.confirmedTokens ?? []).map((token) => token.toLowerCase()))
  const settings = resolveRestrictIp(
    directives,
    {
      confirmedTokens,
      minimumRate: options.minimumRate ?? defaultMinimumRate,
      limits: shareOf(settingLimitsIn(room), share),
      tokenLengths,
    },
    notes,
  )
  const rules = options.rules ?? true
  const sections: (readonly PolicyLine[])[] = []
  if (rules || data === undefined) {
    sections.push(restrictIpPolicy(settings, { fileName, rules, protectedList: options.protectedList }))
  }
  let enforced: EnforcedRobots | undefined
  if (data !== undefined) {
    const parts = { rules: options.enforceRules ?? false, signals: options.enforceSignals ?? false }
    const limits = shareOfEnforced(enforceLimitsIn(room), share)
    enforced = enforceRobots(data, confirmedTokens, notes, limits, parts, tokenLengths)
    const delayKey = options.delayKey ?? 'agent'
    sections.push(enforcedPolicy(enforced, { fileName, delayKey, maxWindows: limits.windows }, notes))
    notes.push(...data.notes, ...unenforcedNotes(data, parts))
  }
  const defaults = rules || data === undefined ? ' Missing directives have the documented defaults.' : ''
  const title = policyLine(`# The rules of ${fileName}.${defaults}`)
  const lines = [title, ...sections.flatMap((section) => [policyLine(''), ...section])]
  return {
    text: lines.map((line) => `${line.text}\n`).join(''),
    sourceLines: lines.map((line) => line.source),
    notes: limitNotes(notes),
    numbers: { rate: settings.rate, peakRate: settings.peakRate },
    lists: {
      blocked: settings.blocked.map((entry) => entry.value),
      allowed: settings.allowed.map((entry) => entry.value),
      bad: settings.bad.map((entry) => entry.value),
    },
    enforced,
  }
}

/** Returns the limits on amounts multiplied; those on single values stay as they are. */
function shareOfEnforced(limits: EnforceLimits, share: number): EnforceLimits {
  const { stars, count, periodSeconds } = limits
  return { ...shareOf({ ...limits }, share), stars, count, periodSeconds }
}

function settingLimitsIn(room: PolicyRoom): { readonly addresses: number; readonly tokens: number } {
  const { addresses, tokens } = defaultSettingLimits
  return {
    // WHY: a list in `except protected` is copied, and the copies are limited too.
    addresses: Math.min(addresses, Math.floor(room.addresses / 2)),
    tokens: Math.min(tokens, Math.floor(room.tokens / 4)),
  }
}

function shareOf<Name extends string>(limits: Readonly<Record<Name, number>>, share: number): Record<Name, number> {
  const names = Object.keys(limits) as Name[]
  return Object.fromEntries(names.map((name) => [name, Math.ceil(limits[name] * share)])) as Record<Name, number>
}

function readData(raw: RawLines): RobotsData {
  const read = readLines(raw.lines)
  return { ...read, notes: notesOf(read.lines, []), readBytes: raw.readBytes, ignoredBytes: raw.ignoredBytes }
}
