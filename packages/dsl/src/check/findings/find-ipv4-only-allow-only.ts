import type { Condition } from '@tidegate/model'
import type { Checking } from '../checking.ts'
import type { Findable } from './findable.ts'

/** TG406: an `allow only` rule that lists only IPv4 addresses, so that clients that connect over IPv6 are refused. */
export function findIpv4OnlyAllowOnly({ checking, allowOnly }: Findable): void {
  for (const { condition, typed } of allowOnly) {
    if (!isIpv4Only(checking, condition)) continue
    checking.report.add(
      'TG406',
      typed.span,
      'only IPv4 addresses are allowed: every client that connects over IPv6 is refused',
      {
        help: 'add the IPv6 prefixes of the same networks; `0.0.0.0/0` never matches IPv6',
      },
    )
  }
}

function isIpv4Only(checking: Checking, condition: Condition): boolean {
  if (condition.kind === 'and') return condition.all.some((part) => isIpv4Only(checking, part))
  if (condition.kind === 'or') return condition.any.every((part) => isIpv4Only(checking, part))
  if (condition.kind !== 'test') return false
  const { test } = condition
  if (test.kind !== 'ip-in' || test.subject.kind !== 'ip') return false
  const set = checking.sets.addressSets[test.set]?.set
  return set !== undefined && set.v4.length > 0 && set.v6.length === 0
}
