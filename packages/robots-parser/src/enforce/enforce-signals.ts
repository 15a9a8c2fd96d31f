import type { BotCategory, EnforcedRule } from './enforced-rule.ts'
import type { AudienceGroups } from './find-audiences.ts'
import { ownOrDefault } from '../parse/own-or-default.ts'
import type { Octets } from '../parse/octets.ts'
import type { RobotsNote } from '../parse/note.ts'
import type { GroupRecord, RobotsData } from '../parse/robots-data.ts'

type BlockCategory = Extract<EnforcedRule, { readonly kind: 'block-category' }>

/**
 * Which bots do what a label refers to. Search bots are usually wanted and can be excluded by Disallow, so there is no rule for
 * them.
 */
const categories: ReadonlyMap<string, BotCategory> = new Map([
  ['ai-train', 'ai-training'],
  ['train-ai', 'ai-training'],
  ['ai-input', 'ai-fetching'],
])

interface Statement {
  readonly label: string
  readonly allowed: boolean
  readonly pattern: Octets | undefined
  readonly line: number
}

/**
 * Returns a block for each `no` of Content-Signal and each `n` of Content-Usage that concerns a category of bots. A block from Content-Usage excludes longer paths that have `y`. If the audience has no Content-Signal of
 * its own, those before the first group apply; likewise for Content-Usage. O(records²).
 */
export function enforceSignals(
  { audience, groups }: AudienceGroups,
  data: RobotsData,
  notes: RobotsNote[],
): readonly BlockCategory[] {
  const records = groups.flatMap((group) => group.records)
  const signals = ownOrDefault(records, data.preamble, isSignal).flatMap(statementsOf)
  const usage = ownOrDefault(records, data.preamble, isUsage).flatMap(statementsOf)
  const seen = new Set<string>()
  return [...signals, ...usage].flatMap(({ label, allowed, pattern, line }): BlockCategory[] => {
    if (allowed) return []
    const category = categories.get(label)
    if (category === undefined) {
      const message = `\`${label}\` is not enforced: use a Disallow to exclude search bots`
      notes.push({ code: 'not-enforced', severity: 'info', line, message })
      return []
    }
    const key = `${category} ${pattern ?? ''}`
    if (seen.has(key)) return []
    seen.add(key)
    const unless = usage.flatMap((other) =>
      other.allowed && other.label === label && lengthOf(other) > lengthOf({ pattern }) ? [other.pattern ?? ''] : [],
    )
    return [{ kind: 'block-category', audience, category, pattern, unless: [...new Set(unless)], line }]
  })
}

type Signal = Extract<GroupRecord, { readonly kind: 'content-signal' }>
type Usage = Extract<GroupRecord, { readonly kind: 'content-usage' }>

function statementsOf(record: Signal | Usage): readonly Statement[] {
  const pattern = record.kind === 'content-usage' ? record.pattern : undefined
  return record.preferences.map((preference) => ({ ...preference, pattern, line: record.line }))
}

function lengthOf({ pattern }: Pick<Statement, 'pattern'>): number {
  return pattern?.length ?? 0
}

function isSignal(record: GroupRecord): record is Signal {
  return record.kind === 'content-signal'
}

function isUsage(record: GroupRecord): record is Usage {
  return record.kind === 'content-usage'
}
