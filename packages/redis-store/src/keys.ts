import type { CounterRef, CounterSpec, SubjectSpec } from '@tidegate/engine'
import type { KeyValue } from '@tidegate/model'
import { keyDigest } from './key-digest.ts'

/**
 * Where the keys of a decision are in a cluster. `one`: all keys of a policy are in one slot, and so on one server; every decision is exact. `subject`:
 * each subject has its own slot, and a decision about several subjects is one call for each.
 */
export type Slot = 'one' | 'subject'

/** The version of what keys contain. Another version has other keys, so that processes of both never read each other's. */
const version = 1

/** What is the same for all keys of one subject spec. */
export interface KeyForm {
  readonly prefix: string
  readonly slot: Slot
  readonly tag: string
}

/**
 * The key of one subject's row: `<prefix>:<version>:{<tag>}:<subject>:<digest>`. The part in braces decides about the slot of a cluster; with
 * `slot: 'subject'` it goes on to the end of the key.
 */
export function rowKey(form: KeyForm, spec: SubjectSpec, key: readonly KeyValue[]): string {
  return keyOfDigest(form, spec, keyDigest(key))
}

/** The key of a row, by the digest of its subject's key. */
export function keyOfDigest({ prefix, slot, tag }: KeyForm, spec: SubjectSpec, digest: string): string {
  const subject = `${subjectPart(spec)}:${digest}`
  return slot === 'one' ? `${prefix}:${version}:{${tag}}:${subject}` : `${prefix}:${version}:{${tag}:${subject}}`
}

/** WHY kept: escaping takes as long as the rest of a key without its digest. */
const partsOfSubjects = new WeakMap<SubjectSpec, string>()

function subjectPart(spec: SubjectSpec): string {
  const known = partsOfSubjects.get(spec)
  if (known !== undefined) return known
  const part = escapePart(spec.identity)
  partsOfSubjects.set(spec, part)
  return part
}

/** What the keys of a policy's rows begin with, whatever `slot` is. */
export function startOfKeys({ prefix, tag }: KeyForm): string {
  return `${prefix}:${version}:{${tag}`
}

/** The parts of a row's key; undefined for the keys of places at once. */
export function storedKey(
  form: KeyForm,
  key: string,
): { readonly subject: string; readonly digest: string } | undefined {
  const [subject, digest, ...others] = key
    .slice(startOfKeys(form).length)
    .replaceAll(/^\}?:|\}$/gu, '')
    .split(':')
  return subject === undefined || digest === undefined || others.length > 0 ? undefined : { subject, digest }
}

/** The keys of a counter of places at once: the leases by time, and what each holds in addition to one place. */
export function leaseKeys(row: string, identity: string): readonly [string, string] {
  return [`${row}:at-once:${escapePart(identity)}`, `${row}:at-once-extra:${escapePart(identity)}`]
}

/** A text as part of a key: braces, colons, spaces and control characters are escaped, so that keys can be read and divided. Never empty. */
export function escapePart(text: string): string {
  return encodeURIComponent(text.toWellFormed()) || '-'
}

/** The subject and counter that a charge names. Throws `RangeError` if the layout has none. */
export function specsOf(
  subjects: readonly SubjectSpec[],
  ref: CounterRef,
): { readonly subject: SubjectSpec; readonly spec: CounterSpec } {
  const subject = subjects[ref.subject]
  if (subject === undefined) throw new RangeError(`no subject ${ref.subject} in the layout`)
  const spec = subject.counters[ref.counter]
  if (spec === undefined) throw new RangeError(`no counter ${ref.counter} in subject ${ref.subject} of the layout`)
  return { subject, spec }
}
