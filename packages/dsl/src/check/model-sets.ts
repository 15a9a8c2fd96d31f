import {
  type AddressSetModel,
  type BotSetModel,
  type BotTerm,
  type PathSetModel,
  type SetKind,
  type WindowModel,
} from '@tidegate/model'
import { type IpSet, ipSetDigestInput, sameIpSet, type WindowSpec } from '@tidegate/values'
import { digest, digestBytes } from './digest.ts'

/** The sets of a model under construction. Adding a set that already exists returns its index. */
export interface ModelSets {
  readonly addressSets: readonly AddressSetModel[]
  readonly botSets: readonly BotSetModel[]
  readonly pathSets: readonly PathSetModel[]
  readonly windows: readonly WindowModel[]
  readonly addAddresses: (set: IpSet, name?: string) => number
  readonly addBots: (set: Omit<BotSetModel, 'name'>, name?: string) => number
  readonly addPaths: (set: Omit<PathSetModel, 'name'>, name?: string) => number
  readonly addWindow: (spec: WindowSpec, name?: string) => number
  /** Returns a number that is equal for sets of equal content, regardless of their names, and different for all others. */
  readonly classOf: (kind: SetKind, index: number) => number
  /** Returns a digest of the content of a set: the same in every run, regardless of names. */
  readonly digestOf: (kind: SetKind, index: number) => string
}

/** Creates an empty collection of sets. */
export function createModelSets(): ModelSets {
  const addresses = createPool<AddressSetModel>((a, b) => a.set === b.set || sameIpSet(a.set, b.set))
  // WHY: a list may have millions of entries, and every rule that names it adds it again.
  const addressKeys = new WeakMap<IpSet, string>()
  // For the other kinds, equal keys imply equal contents.
  const bots = createPool<BotSetModel>(() => true)
  const paths = createPool<PathSetModel>(() => true)
  const windows = createPool<WindowModel>(() => true)
  const pools = { addresses, bots, paths, window: windows }

  function addressKey(set: IpSet): string {
    const key = addressKeys.get(set) ?? digestBytes(ipSetDigestInput(set))
    addressKeys.set(set, key)
    return key
  }

  return {
    addressSets: addresses.items,
    botSets: bots.items,
    pathSets: paths.items,
    windows: windows.items,
    addAddresses: (set, name) => addresses.add(named({ set }, name), addressKey(set)),
    addBots: (set, name) =>
      bots.add(
        named(set, name),
        writeBots(
          set,
          (index) => String(bots.classes[index]),
          (index) => String(addresses.classes[index]),
        ),
        writeBots(set, bots.digestOf, addresses.digestOf),
      ),
    addPaths: (set, name) => paths.add(named(set, name), `${sorted(set.include)} except ${sorted(set.except)}`),
    addWindow: (spec, name) => windows.add(named({ spec }, name), writeWindow(spec)),
    classOf: (kind, index) => pools[kind].classes[index] ?? -1,
    digestOf: (kind, index) => pools[kind].digestOf(index),
  }
}

function named<T extends object>(item: T, name: string | undefined): T & { readonly name?: string } {
  return name === undefined ? item : { name, ...item }
}

type WriteIndex = (index: number) => string

function writeBots({ terms, except, from }: BotSetModel, writeSet: WriteIndex, writeAddresses: WriteIndex): string {
  const write = (term: BotTerm): string =>
    term.kind === 'set' ? `{${writeSet(term.set)}}` : `${term.word ? 'word ' : ''}${JSON.stringify(term.text)}`
  const verified = from === undefined ? '' : ` from ${writeAddresses(from)}`
  return `${sorted(terms.map(write))} except ${sorted(except.map(write))}${verified}`
}

function writeWindow({ terms, except, zone }: WindowSpec): string {
  const write = ({ dates, days, clock }: WindowSpec['terms'][number]): string =>
    [
      dates === undefined ? '' : `${dates.first}..${dates.last}`,
      days === undefined ? '' : `${days}`,
      clock === undefined ? '' : `${clock.from}-${clock.to}`,
    ].join('/')
  return `${sorted(terms.map(write))} except ${sorted(except.map(write))} in ${zone}`
}

function sorted(texts: readonly string[]): string {
  if (texts.length < 2) return texts[0] ?? ''
  return [...new Set(texts)].toSorted().join(', ')
}

interface Pool<T> {
  readonly items: T[]
  readonly classes: number[]
  readonly digestOf: (index: number) => string
  readonly add: (item: T, key: string, content?: string) => number
}

/**
 * Creates a pool of items in the order of insertion. Two items with equal keys and the `same` content share a class; if their
 * names are also equal (or both absent), they are one item. `content` is the input of the digest if the key differs between runs.
 */
function createPool<T extends { readonly name?: string }>(same: (a: T, b: T) => boolean): Pool<T> {
  const items: T[] = []
  const classes: number[] = []
  const contents: string[] = []
  const digests: string[] = []
  const byKey = new Map<string, number[]>()
  return {
    items,
    classes,
    digestOf: (index) => (digests[index] ??= digest(contents[index] ?? '')),
    add: (item, key, content = key) => {
      const candidates = byKey.get(key) ?? []
      byKey.set(key, candidates)
      // INVARIANT: a key may be a digest with collisions, so `same` decides.
      const equals = candidates.filter((index) => same(items[index] as T, item))
      const known = equals.find((index) => items[index]?.name === item.name)
      if (known !== undefined) return known
      const index = items.push(item) - 1
      classes.push(equals[0] === undefined ? index : (classes[equals[0]] ?? index))
      contents.push(content)
      candidates.push(index)
      return index
    },
  }
}
