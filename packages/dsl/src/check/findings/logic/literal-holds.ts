import { type IpSet, ipSetIsEmpty } from '@tidegate/values'
import type { Checking } from '../../checking.ts'
import type { Literal } from './conjuncts.ts'

/**
 * Whether some request makes a test hold (or not hold, as is wanted) when nothing else is asked; undefined where that takes a look
 * at the cases. Constant.
 */
export function literalHolds({ atom, wanted }: Literal, { addressSets }: Checking['sets']): boolean | undefined {
  const { test } = atom
  if (test.kind === 'ip-in') return addressHolds(addressSets[test.set]?.set, wanted, test.subject.kind !== 'ip')
  if (test.kind === 'text-in') return !wanted || test.values.length > 0
  // Whether something can be absent is told by the cases.
  return test.kind === 'present' || test.kind === 'not-empty' ? undefined : true
}

/** What is absent is outside of every set, and a set of another number of ranges than one of each family is not all there is. */
function addressHolds(set: IpSet | undefined, wanted: boolean, mayBeAbsent: boolean): boolean | undefined {
  if (set === undefined) return undefined
  if (wanted) return !ipSetIsEmpty(set)
  return mayBeAbsent || set.v4.length !== 2 || set.v6.length !== 8 ? true : undefined
}
