import type { EnforcedRobots } from './enforce/enforced-rule.ts'
import { defaultEnforceLimits, enforceRobots } from './enforce/enforce-robots.ts'
import { enforcedPolicy } from './enforce/enforced-policy.ts'
import { atMost, type RobotsNote } from './parse/note.ts'
import { notesOf } from './parse/notes-of.ts'
import { plainFileName, policyLine, type PolicyLine } from './policy-text/policy-text.ts'
import { defaultSettingLimits, resolveRestrictIp, type RobotsNumber } from './restrict-ip/resolve-restrict-ip.ts'
import { restrictIpPolicy } from './restrict-ip/restrict-ip-policy.ts'
import { readRestrictIp, type RestrictIp } from './restrict-ip/restrict-ip.ts'
import { readLines } from './parse/read-lines.ts'
import type { RobotsData } from './parse/robots-data.ts'
import { splitLines, type RawLines } from './parse/split-lines.ts'
import { unenforcedNotes } from './enforce/unenforced-notes.ts'

/** How a robots.txt becomes rules. */
export interface ToPolicyOptions {
  /** Allow, Disallow, Crawl-delay, Request-rate and Visit-time become rules too. Default false. */
  readonly enforceRules?: boolean
  /**
   * `no` in Content-Signal and Content-Usage becomes rules too: `ai-train` and `train-ai` for the category `ai-training` of
   * the bot catalogue, `ai-input` for `ai-fetching`. The text needs a host with a catalogue. Default false.
   */
  readonly enforceSignals?: boolean
  /** How comments and names call the file. Default `robots.txt`. */
  readonly fileName?: string
  /**
   * False: none of the rules that the `restrict-ip:` directives stand for, only their declarations; with `enforceRules` or `enforceSignals` not
   * even these. For policies that use the names. Default true.
   */
  readonly rules?: boolean
  /** The name of a list that `blocked_ip` must never reach. */
  readonly protectedList?: string
  /** Tokens that are accepted although they are found in people's User-Agents. Default none. */
  readonly confirmedTokens?: readonly string[]
  /** The smallest `rate_limit` that a robots.txt can set. Default 5 a minute. */
  readonly minimumRate?: number
  /** What Crawl-delay counts: a crawler's requests from all its addresses together, or each address. Default `agent`. */
  readonly delayKey?: 'agent' | 'address'
  /** How much of the file is read. Default 500 KiB. */
  readonly maxBytes?: number
}

/** A robots.txt as policy text, with everything that the text was made from. */
export interface RobotsPolicy {
  readonly text: string
  /** For each line of `text`, the line of robots.txt that it comes from. */
  readonly sourceLines: readonly (number | undefined)[]
  readonly notes: readonly RobotsNote[]
  /** Requests a minute; undefined where robots.txt switches a limit off. */
  readonly numbers: { readonly rate: RobotsNumber | undefined; readonly peakRate: RobotsNumber | undefined }
  /**
   * What the declarations hold, empty lists included (an empty declaration cannot be written). `blocked` is without
   * what `protectedList` takes away: subtracting it is the reader's duty.
   */
  readonly lists: {
    readonly blocked: readonly string[]
    readonly allowed: readonly string[]
    readonly bad: readonly string[]
  }
  /** The groups as data, from which their part of the text was written; undefined without `enforceRules` and `enforceSignals`. */
  readonly enforced: EnforcedRobots | undefined
}

/** The longest text, with room to spare: the language takes 1,000,000 characters of one source. */
const longestText = 900_000

/**
 * The policy that a robots.txt asks for, as `.policy` text that reads like one written by hand; documented defaults stand
 * where a directive is missing. The text can only tighten, and only for bots, save for `blocked_ip` and `rate_limit`. It
 * always fits the bounds of the language: of a file that asks for too much the beginning holds, with a note. O(n); never throws.
 */
export function toPolicy(input: string | Uint8Array, options: ToPolicyOptions = {}): RobotsPolicy {
  const raw = splitLines(input, options.maxBytes)
  const directives = readRestrictIp(raw.lines, raw.notes)
  const data = options.enforceRules === true || options.enforceSignals === true ? readData(raw) : undefined
  for (let share = 1; ; share /= 2) {
    const policy = writePolicy(directives, data, options, share)
    if (policy.text.length <= longestText || share < 0.01) return policy
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
  const defaults = rules || data === undefined ? ' Where it is silent, the documented defaults hold.' : ''
  const title = policyLine(`# What ${fileName} asks for.${defaults}`)
  const lines = [title, ...sections.flatMap((section) => [policyLine(''), ...section])]
  return {
    text: lines.map((line) => `${line.text}\n`).join(''),
    sourceLines: lines.map((line) => line.source),
    notes: atMost(notes),
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
