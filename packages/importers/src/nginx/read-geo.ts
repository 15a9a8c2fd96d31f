import { sameIpSet, IpSetBuilder, type IpSet } from '@tidegate/values'
import { type Condition, isIn, test } from '../draft/condition.ts'
import { addressEntry, prefixesOf, setOf } from '../draft/ordered-access.ts'
import { paintAddresses } from '../draft/painted-addresses.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { Directive } from './parse-nginx.ts'
import { noteAt } from './place.ts'
import { type Variable, variableName } from './variable.ts'

interface Network {
  readonly entry: string
  readonly value: string
}

/** Returns the variable that a `geo` defines; undefined, with a note, if it does not depend on an address of the client. */
export function readGeo(directive: Directive, draft: PolicyDraft): Variable | undefined {
  const { args, block = [] } = directive
  const target = variableName(args.at(-1))
  const source = args.length > 1 ? (args[0] ?? '') : '$remote_addr'
  const subject = subjectOfGeo(source)
  if (target === undefined || subject === undefined) {
    noteAt(draft, directive, `geo of ${source} is not imported: only the client's address is supported`)
    return undefined
  }
  let byDefault = ''
  const networks = new Map<string, Network>()
  const isRanges = block.some(({ name }) => name === 'ranges')
  for (const each of block) {
    const { name, args: values } = each
    const [value = ''] = values
    if (name === 'default') byDefault = value
    else if (name === 'proxy')
      noteAt(draft, each, `proxy ${value} in geo is not imported: use real_ip_header for all of nginx`)
    else if (name === 'delete') networks.delete(addressEntry(value) ?? value)
    else if (name !== 'ranges' && name !== 'proxy_recursive') {
      const entry = addressEntry(isRanges ? name.replace(/^(\S+)-(\S+)$/, '$1 - $2') : name)
      if (entry === undefined) noteAt(draft, each, `${name} is not an address or network`)
      else {
        networks.delete(entry)
        networks.set(entry, { entry, value })
      }
    }
  }
  return { byDefault, cases: casesOf([...networks.values()], byDefault, isRanges, target, subject, draft) }
}

function subjectOfGeo(source: string): 'ip' | 'peer' | undefined {
  const name = variableName(source)
  if (name === 'remote_addr' || name === 'binary_remote_addr') return 'ip'
  return name === 'realip_remote_addr' ? 'peer' : undefined
}

/**
 * Returns the addresses of each value. The smallest network that contains an address determines its value; of ranges, the last one. Entries
 * stay as written if no other value takes a part of them. O(n log n).
 */
function casesOf(
  networks: readonly Network[],
  byDefault: string,
  isRanges: boolean,
  target: string,
  subject: 'ip' | 'peer',
  draft: PolicyDraft,
): Variable['cases'] {
  const ranked = isRanges ? networks.toReversed() : networks.toSorted((one, other) => lengthOf(other) - lengthOf(one))
  const painted = paintAddresses(ranked)
  const written = new Map<string, string[]>()
  for (const { entry, value } of networks) {
    const entries = written.get(value)
    if (entries === undefined) written.set(value, [entry])
    else entries.push(entry)
  }
  const values = [...written].filter(([value]) => value !== byDefault)
  return values.flatMap(([value, entries]) => {
    const set = painted.get(value)!
    const kept = sameIpSet(set, unionOf(entries)) ? entries : prefixesOf(set)
    if (kept.length === 0) return []
    const name = draft.list(values.length === 1 ? target : `${target}_${value}`, kept)
    return [{ value, condition: addressIn(subject, name) }]
  })
}

function addressIn(subject: 'ip' | 'peer', name: string): Condition {
  return subject === 'ip' ? isIn('ip', name) : test(`peer in ${name}`, `peer not in ${name}`)
}

function lengthOf({ entry }: Network): number {
  return Number(/\/(\d+)$/.exec(entry)?.[1] ?? 128)
}

function unionOf(entries: readonly string[]): IpSet {
  const builder = new IpSetBuilder()
  for (const entry of entries) builder.addSet(setOf(entry))
  return builder.build()
}
