import type { AddressSubject, TextSubject } from '../subjects.ts'
import type { KeyNames } from './test-kind.ts'

/** An address subject in a key. */
export function addressKey(subject: AddressSubject, names: Pick<KeyNames, 'facts'>): string {
  return subject.kind === 'fact' ? factKey(subject.fact, names) : subject.kind
}

/** A text subject in a key, as the policy writes it. */
export function textKey(subject: TextSubject, names: Pick<KeyNames, 'facts'>): string {
  if (subject.kind === 'fact') return factKey(subject.fact, names)
  return 'name' in subject ? `${subject.kind}(${JSON.stringify(subject.name)})` : subject.kind
}

/** The name of a declared fact in a key. */
export function factKey(fact: number, { facts }: Pick<KeyNames, 'facts'>): string {
  return facts[fact]?.name ?? '?'
}
