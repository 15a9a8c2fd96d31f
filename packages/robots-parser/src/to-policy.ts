import type { EnforcedRobots } from './enforce/enforced-rule.ts'
import { defaultEnforceLimits, enforceRobots } from './enforce/enforce-robots.ts'
import { enforcedPolicy } from './enforce/enforced-policy.ts'
import { limitNotes, type RobotsNote } from './parse/note.ts'
import { notesOf } from './parse/notes-of.ts'
import { plainFileName, policyLine, type PolicyLine } from './policy-text/policy-text.ts'
import { defaultSettingLimits, resolveRestrictIp, type RobotsNumber } from './restrict-ip/resolve-restrict-ip.ts'
import { restrictIpPolicy } from './restrict-ip/restrict-ip-policy.ts'
import { readRestrictIp, type RestrictIp } from './restrict-ip/restrict-ip.ts'
import { readLines } from './parse/read-lines.ts'
import type { RobotsData } from './parse/robots-data.ts'
import { splitLines, type RawLines } from './parse/split-lines.ts'
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
}

/** A robots.txt as policy text, with the data from which the text was written. */
export interface RobotsPolicy {
  readonly text: string
  /** The line of robots.txt for each line of `text`. */
  readonly sourceLines: readonly (number | undefined)[]
  readonly notes: readonly RobotsNote[]
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

/** The maximum length of the text, with a margin: the language accepts 1,000,000 characters per source. */
const maxTextLength = 900_000

/**
 * Converts a robots.txt to the text of a `.policy` file that reads like a handwritten one; missing directives have their
 * documented defaults. The text can only restrict access, and only that of bots, except for `blocked_ip` and `rate_limit`. It
 * always fits the limits of the language: a file that is too large is converted partly, with a note. O(n); never throws.
 */
export function toPolicy(input: string | Uint8Array, options: ToPolicyOptions = {}): RobotsPolicy {
  const raw = splitLines(input, options.maxBytes)
  const directives = readRestrictIp(raw.lines, raw.notes)
  const data = options.enforceRules === true || options.enforceSignals === true ? readData(raw) : undefined
  for (let share = 1; ; share /= 2) {
    const policy = writePolicy(directives, data, options, share)
    if (policy.text.length <= maxTextLength || share < 0.01) return policy
  }
}

function writePolicy(
  directives: RestrictIp,
  data: RobotsData | undefined,
  options: ToPolicyOptions,
  share: number,
): RobotsPolicy {
  const notes: RobotsNote[] = [...directives.notes]
  const fileName = plainFileName(options.fileName ?? 'robots.txt')
  const confirmedTokens = new Set((options.confirmedTokens ?? []).map((token) => token.toLowerCase()))
  const limits = shareOf(defaultSettingLimits, share)
  const settings = resolveRestrictIp(
    directives,
    { confirmedTokens, minimumRate: options.minimumRate ?? 5, limits },
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
    enforced = enforceRobots(data, confirmedTokens, notes, shareOf(defaultEnforceLimits, share), parts)
    sections.push(enforcedPolicy(enforced, { fileName, delayKey: options.delayKey ?? 'agent' }, notes))
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

function shareOf<Name extends string>(limits: Readonly<Record<Name, number>>, share: number): Record<Name, number> {
  const names = Object.keys(limits) as Name[]
  return Object.fromEntries(names.map((name) => [name, Math.ceil(limits[name] * share)])) as Record<Name, number>
}

function readData(raw: RawLines): RobotsData {
  const read = readLines(raw.lines)
  return { ...read, notes: notesOf(read.lines, []), readBytes: raw.readBytes, ignoredBytes: raw.ignoredBytes }
}
