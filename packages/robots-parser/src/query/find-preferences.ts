import type { AgentGroups } from './find-groups.ts'
import { recordsOf } from './find-groups.ts'
import { matchPath } from './match-path.ts'
import { normalisePath } from '../parse/normalise-path.ts'
import { pathOfUrl } from './path-of-url.ts'
import type { RobotsData } from '../parse/robots-data.ts'

/** What is said about the use of a page. A label that is missing was not mentioned. */
export interface PagePreferences {
  /** Labels of Content-Signal: `search`, `ai-input`, `ai-train`. */
  readonly signals: ReadonlyMap<string, boolean>
  /** Labels of Content-Usage: `search`, `train-ai`. */
  readonly usage: ReadonlyMap<string, boolean>
}

/**
 * The preferences that hold for the agent on the page. Of Content-Usage records the one with the longest path that matches
 * decides, label by label; where two say different things about the same path, no wins. O(records × URL).
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
