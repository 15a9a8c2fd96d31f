import { ipSetHas } from '@tidegate/values'
import { addressSetName, subjectName } from '../names.ts'
import type { AddressSubject } from '../subjects.ts'
import { addressOf } from '../view/address-of.ts'
import { isUnknown } from '../view/is-unknown.ts'
import { addressWords, bareName, notUnless } from './found-words.ts'
import { addressKey } from './key-words.ts'
import type { TestKind } from './test-kind.ts'

/** An address is in a set of the policy. `set` is an index in `addressSets`. */
export interface IpIn {
  readonly kind: 'ip-in'
  readonly subject: AddressSubject
  readonly set: number
}

export const ipIn: TestKind<IpIn> = {
  value: ({ subject, set }, view) => {
    if (isUnknown(subject, view.facts)) return undefined
    const ip = addressOf(subject, view)
    return ip !== undefined && ipSetHas(view.model.addressSets[set]!.set, ip)
  },
  reads: ({ subject }) => [subject],
  text: ({ subject, set }, model) => `${subjectName(model, subject)} in ${bareName(addressSetName(model, set))}`,
  found: ({ subject, set }, holds, view) =>
    `${addressWords(subject, view)} is ${notUnless(holds)}in ${addressSetName(view.model, set)}`,
  key: ({ subject, set }, names) => `${addressKey(subject, names)} in ${names.set('addresses', set)}`,
}
