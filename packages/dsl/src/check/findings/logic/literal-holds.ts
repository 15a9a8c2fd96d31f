import { type IpSet, ipSetIsEmpty } from '@tidegate/values'
import type { Checking } from '../../checking.ts'
import type { Literal } from './conjuncts.ts'

/**
 * Whether some request makes a single test true (or false, as wanted); undefined if this requires enumerating cases. Takes
 * constant time.
 */
export function literalHolds({ atom, wanted }: Literal, { addressSets }: Checking['sets']): boolean | undefined {
  const { test } = atom
  if (test.kind === 'ip-in') return addressHolds(addressSets[test.set]?.set, wanted, test.subject.kind !== 'ip')
  if (test.kind === 'text-in') return !wanted || test.values.length > 0
  // Whether the value can be absent is determined by enumerating cases.
  return test.kind === 'present' || test.kind === 'not-empty' ? undefined : true
}

/**
 * Whether some address gives a test of a set the wanted result. An absent address is outside every set, and a set can contain all
 * addresses only if it has exactly one range per family.
 */
function addressHolds(set: IpSet | undefined, wanted: boolean, mayBeAbsent: boolean): boolean | undefined {
  if (set === undefined) return undefined
  if (wanted) return !ipSetIsEmpty(set)
  return mayBeAbsent || set.v4.length !== 2 || set.v6.length !== 8 ? true : undefined
}
