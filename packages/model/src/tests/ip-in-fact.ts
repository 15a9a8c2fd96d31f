import { ipSetHas } from '@tidegate/values'
import { subjectName } from '../names.ts'
import type { AddressSubject } from '../subjects.ts'
import { addressOf, isIps } from '../view/address-of.ts'
import { isUnknown, isUnknownFact } from '../view/is-unknown.ts'
import { addressWords, notUnless } from './found-words.ts'
import { addressKey, factKey } from './key-words.ts'
import type { TestKind } from './test-kind.ts'

/** An address is in a set that comes with the request: `fact` is an index in `facts`, of type `ips`. */
export interface IpInFact {
  readonly kind: 'ip-in-fact'
  readonly subject: AddressSubject
  readonly fact: number
}

export const ipInFact: TestKind<IpInFact> = {
  value: ({ subject, fact }, view) => {
    if (isUnknown(subject, view.facts) || isUnknownFact(view.facts.values[fact])) return undefined
    const ip = addressOf(subject, view)
    const value = view.facts.values[fact]
    return ip !== undefined && isIps(value) && ipSetHas(value.set, ip)
  },
  reads: ({ subject, fact }) => [{ kind: 'fact', fact }, subject],
  text: ({ subject, fact }, model) => `${subjectName(model, subject)} in ${model.facts[fact]!.name}`,
  found: ({ subject, fact }, holds, view) =>
    `${addressWords(subject, view)} is ${notUnless(holds)}in ${view.model.facts[fact]!.name}`,
  key: ({ subject, fact }, names) => `${addressKey(subject, names)} in ${factKey(fact, names)}`,
}
