import { isUnknownKey, keyPartName, type KeyPart, type KeyValue, type LimitRule, type Model } from '@tidegate/model'
import { foldPath, formatIp, networkOf, parseIp } from '@tidegate/values'

/** One part of a limit's key, and its value for one subject. */
export interface KeyText {
  /** The part as a policy writes it after `per`: `ip`, `user`, `header("x-key")`. */
  readonly part: string
  /**
   * From the client, unless the part is an address: escape it before you display it. Empty for requests without such a value, which count together;
   * `(unknown)` for those whose value cannot be determined. Truncated (marked by `…`) after 200 characters.
   */
  readonly value: string
}

/** Whose counters are meant: values of parts of keys. */
export interface CounterSubject {
  /** The client's address. A limit by network counts the network of the address. */
  readonly ip?: string
  readonly user?: string
  /** Values of other parts, by the part as policies write it; the value with the name `''` is for any part that has no other value. */
  readonly key?: Readonly<Record<string, string>>
  /** Restricts what is meant to one limit: its name, its `file:line`, its text or the id of its rule. A limit `in total` has to be named. */
  readonly limit?: string
}

const maxValueLength = 200

/** The parts of a limit's key as a policy writes them. */
export function keyPartsOf(model: Model, { key }: LimitRule): readonly string[] {
  return key.map((part) => keyPartName(model, part))
}

/** The values of a key as texts, in the order of `parts`. */
export function keyTextsOf(parts: readonly string[], key: readonly KeyValue[]): readonly KeyText[] {
  return key.map((value, index) => ({ part: parts[index] ?? '', value: valueText(value) }))
}

function valueText(value: KeyValue): string {
  if (typeof value !== 'string') return isUnknownKey(value) ? '(unknown)' : formatIp(value)
  // WHY copied: a part of a text keeps the whole alive, which may be a header field of any length.
  return value.length > maxValueLength ? `${structuredClone(value.slice(0, maxValueLength))}…` : value
}

/** A key, or the parts for which there is no value. */
export type ReadKey =
  | { readonly kind: 'key'; readonly key: readonly KeyValue[] }
  | { readonly kind: 'missing'; readonly parts: readonly string[] }

/** The key under which a limit counts a subject. */
export function readKey(model: Model, limit: LimitRule, subject: CounterSubject): ReadKey {
  const missing: string[] = []
  const key = limit.key.map((part): KeyValue => {
    const value = readPart(model, part, subject)
    if (value === undefined) missing.push(keyPartName(model, part))
    return value ?? ''
  })
  return missing.length === 0 ? { kind: 'key', key } : { kind: 'missing', parts: missing }
}

function readPart(model: Model, part: KeyPart, subject: CounterSubject): KeyValue | undefined {
  if (part.kind === 'ip') {
    const ip = subject.ip === undefined ? undefined : parseIp(subject.ip)
    return ip === undefined ? undefined : networkOf(ip, part.v4, part.v6)
  }
  const name = keyPartName(model, part)
  if (name === 'user') return subject.user
  const given = ownValue(subject.key, name) ?? ownValue(subject.key, '')
  if (given === undefined) return undefined
  if (part.kind === 'fact') return model.facts[part.fact]!.type === 'ip' ? parseIp(given) : given
  // WHY: keys contain paths as they are compared, so that all spellings of a path count as one.
  const isPath = part.subject.kind === 'path' || part.subject.kind === 'target'
  return isPath && !model.pathsMatchExactly ? foldPath(given) : given
}

function ownValue(values: CounterSubject['key'], name: string): string | undefined {
  return values !== undefined && Object.hasOwn(values, name) ? values[name] : undefined
}
