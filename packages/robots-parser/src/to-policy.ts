import type { RobotsNote } from './note.ts'
import { plainFileName, policyLine, type PolicyLine } from './policy-text.ts'
import { resolveRestrictIp, type RobotsNumber } from './resolve-restrict-ip.ts'
import { restrictIpPolicy } from './restrict-ip-policy.ts'
import { readRestrictIp } from './restrict-ip.ts'
import { splitLines } from './split-lines.ts'

/** How a robots.txt becomes rules. */
export interface ToPolicyOptions {
  /** Allow, Disallow, Crawl-delay, Request-rate and Visit-time become rules too. Default false. */
  readonly enforceRules?: boolean
  /** How comments and names call the file. Default `robots.txt`. */
  readonly fileName?: string
  /** False: of the `restrict-ip:` directives only the declarations, for policies that use the names. Default true. */
  readonly rules?: boolean
  /** The name of a list that `blocked_ip` must never reach. */
  readonly protectedList?: string
  /** Tokens that are accepted although they are found in people's User-Agents. Default none. */
  readonly confirmedTokens?: readonly string[]
  /** The smallest `rate_limit` that a robots.txt can set. Default 5 a minute. */
  readonly minimumRate?: number
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
}

/**
 * The policy that a robots.txt asks for, as `.policy` text that reads like one written by hand; documented defaults stand
 * where a directive is missing. The text can only tighten, and only for bots, save for `blocked_ip` and `rate_limit`. O(n); never throws.
 */
export function toPolicy(input: string | Uint8Array, options: ToPolicyOptions = {}): RobotsPolicy {
  const raw = splitLines(input, options.maxBytes)
  const directives = readRestrictIp(raw.lines, raw.notes)
  const notes: RobotsNote[] = [...directives.notes]
  const fileName = plainFileName(options.fileName ?? 'robots.txt')
  const confirmedTokens = new Set((options.confirmedTokens ?? []).map((token) => token.toLowerCase()))
  const settings = resolveRestrictIp(directives, { confirmedTokens, minimumRate: options.minimumRate ?? 5 }, notes)
  const lines: readonly PolicyLine[] = [
    policyLine(`# What ${fileName} asks for. Where it is silent, the documented defaults hold.`),
    policyLine(''),
    ...restrictIpPolicy(settings, { fileName, rules: options.rules ?? true, protectedList: options.protectedList }),
  ]
  return {
    text: lines.map((line) => `${line.text}\n`).join(''),
    sourceLines: lines.map((line) => line.source),
    notes,
    numbers: { rate: settings.rate, peakRate: settings.peakRate },
    lists: {
      blocked: settings.blocked.map((entry) => entry.value),
      allowed: settings.allowed.map((entry) => entry.value),
      bad: settings.bad.map((entry) => entry.value),
    },
  }
}
