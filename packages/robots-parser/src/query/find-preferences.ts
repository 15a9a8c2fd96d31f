import { type AgentGroups, recordsOf } from './find-groups.ts'
import { matchPath } from './match-path.ts'
import { normalisePath } from '../parse/normalise-path.ts'
import { pathOfUrl } from './path-of-url.ts'
import type { RobotsData } from '../parse/robots-data.ts'

/** The preferences about the use of a page. Labels without a preference are missing. */
export interface PagePreferences {
  /** Labels of Content-Signal: `search`, `ai-input`, `ai-train`. */
  readonly signals: ReadonlyMap<string, boolean>
  /** Labels of Content-Usage: `search`, `train-ai`. */
  readonly usage: ReadonlyMap<string, boolean>
}

/**
 * Returns the preferences that apply to the agent on the page. For each label, the Content-Usage record with the longest matching
 * path decides; if records contradict each other for the same path, the negative one wins. O(records × URL).
 */
export function findPreferences(data: RobotsData, found: AgentGroups | undefined, url: string): PagePreferences {
  const path = normalisePath(pathOfUrl(url))
  const signals = new Map<string, boolean>()
  for (const record of recordsOf(data, found, 'content-signal')) {
    for (const { label, allowed } of record.preferences) signals.set(label, (signals.get(label) ?? true) && allowed)
  }
  const usage = new Map<string, { readonly allowed: boolean; readonly length: number }>()
  for (const record of recordsOf(data, found, 'content-usage')) {
    if (record.pattern !== undefined && !matchPath(record.pattern, path)) continue
    const length = record.pattern?.length ?? 0
    for (const { label, allowed } of record.preferences) {
      const before = usage.get(label)
      if (before !== undefined && before.length > length) continue
      const combined = before?.length === length ? before.allowed && allowed : allowed
      usage.set(label, { allowed: combined, length })
    }
  }
  return { signals, usage: new Map([...usage].map(([label, { allowed }]) => [label, allowed])) }
}
