import type { Condition } from '@tidegate/model'
import { intersectIpSets, type IpSet, sameIpSet } from '@tidegate/values'
import type { BlockDraft } from '../rules/draft.ts'
import { type BroadEntry, isBroad } from '../sets/broad-entries.ts'
import type { AddressPart } from '../sets/resolved-addresses.ts'
import type { Findable } from './findable.ts'

/** TG441: a `block` rule for a set with an entry that covers a large part of the internet, such as `0.0.0.0/0` in a list file. */
export function findBroadBlocks({ checking, work, blocks, drafts }: Findable): void {
  const resolved = [...checking.resolved.addresses.values()]
  if (!resolved.some(({ parts }) => parts.some(({ broad }) => broad !== undefined))) return
  const reported = new Set<string>()

  /** The broad entries of the sets with this content, and of the lists that they name. */
  function entriesOf(set: IpSet): readonly BroadEntry[] {
    const same = resolved.filter((each) => work.spend(1) && sameIpSet(each.set, set))
    return same.flatMap(({ parts }) =>
      parts.flatMap((part) => part.broad ?? (isNarrower(part, set) ? entriesOf(part.set) : [])),
    )
  }

  for (const draft of work.each(blocks, ({ statement }) => statement.span)) {
    for (const index of blockedSets(draft)) {
      const { set } = checking.sets.addressSets[index]!
      if (!isBroad(set)) continue
      for (const entry of entriesOf(set)) {
        const key = `${entry.span.file}:${entry.span.start}`
        const isElsewhere = drafts.some(
          (other) => work.spend(1) && other !== draft && isWithin(entry.span, other.statement.span),
        )
        if (reported.has(key) || isElsewhere || !isBroad(intersectIpSets(set, entry.set))) continue
        reported.add(key)
        reportEntry(entry, draft)
      }
    }
  }

  function reportEntry({ span, text, set }: BroadEntry, { statement }: BlockDraft): void {
    checking.report.add('TG441', span, `\`${text}\` is ${shareOf(set)}, and a rule blocks much of it`, {
      help: 'remove the entry; write `block anyone` if you mean all clients',
      related: isWithin(span, statement.span) ? [] : [{ span: statement.span, message: 'the rule is here' }],
    })
  }
}

/** Indices of the sets of which a client that is blocked has to be a member, in the condition or a guard. */
function blockedSets({ condition, guards }: BlockDraft): readonly number[] {
  return [condition, ...guards.map((guard) => guard.condition)].flatMap((each) => setsIn(each, true))
}

function setsIn(condition: Condition, wanted: boolean): readonly number[] {
  switch (condition.kind) {
    case 'true':
      return []
    case 'and':
      return condition.all.flatMap((part) => setsIn(part, wanted))
    case 'or':
      return condition.any.flatMap((part) => setsIn(part, wanted))
    case 'not':
      return setsIn(condition.condition, !wanted)
    case 'test':
      return wanted && condition.test.kind === 'ip-in' ? [condition.test.set] : []
  }
}

/** Whether an entry names a list with fewer addresses than a set; one with the same addresses is found with it. */
function isNarrower({ kind, set }: AddressPart, whole: IpSet): boolean {
  return kind === 'name' && isBroad(set) && !sameIpSet(set, whole)
}

function shareOf({ v4, v6 }: IpSet): string {
  if (v4[0] === 0 && v4[1] === 0xffffffff) return 'all of IPv4'
  if (v6.length > 0 && v6.subarray(0, 4).every((word) => word === 0)) return 'most of IPv6 or all of it'
  return 'a large part of the internet'
}

function isWithin(
  inner: { readonly file: string; readonly start: number; readonly end: number },
  outer: typeof inner,
): boolean {
  return inner.file === outer.file && inner.start >= outer.start && inner.end <= outer.end
}
