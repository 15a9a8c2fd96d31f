import { both, type Expression, isFalse, negated, unknown } from '../draft/expression.ts'
import { addressEntry, prefixesOf, setOf } from '../draft/ordered-access.ts'
import { intersectIpSets, ipSetIsEmpty } from '@tidegate/values'
import { paintAddresses } from '../draft/painted-addresses.ts'
import type { Fetch } from './fetch.ts'
import type { HaproxyContext, PatternList } from './haproxy-context.ts'
import { type FileEntry, readEntries } from './patterns.ts'

/**
 * Returns the test that a map yields a value: `path,map_beg(FILE,default) -m str block`; undefined if the last converter is not a map.
 * An entry decides only where no other one has precedence: the longest network or beginning, or the first line.
 */
export function mapTest(
  fetch: Fetch,
  list: PatternList,
  { included, tests }: HaproxyContext,
  sampleTest: (fetch: Fetch, list: PatternList) => Expression | undefined,
): Expression | undefined {
  const map = fetch.converters.at(-1)
  const [whole, method = 'str', kind] =
    /^map(?:_(str|beg|sub|end|dom|dir|reg|ip))?(?:_(str|int|ip))?$/.exec(map?.name ?? '') ?? []
  if (map === undefined || whole === undefined || kind === 'ip') return undefined
  const [file = '', byDefault] = map.args
  const lost = (why: string): Expression => unknown(`${fetch.name},${map.name}(${file}): ${why}`)
  const match = list.match ?? 'str'
  if (match !== 'str' && match !== 'found') return lost(`-m ${match} has no equivalent`)
  const entries = readEntries(file, included)
  if (entries === undefined) return lost('the file could not be read')
  const wanted = new Set(list.patterns.map(({ text }) => text))
  const isWanted = (value: string): boolean => match === 'found' || wanted.has(value)
  const inner: Fetch = { ...fetch, converters: fetch.converters.slice(0, -1) }
  const keyTest = (keys: readonly string[]): Expression =>
    (keys.length === 0
      ? isFalse
      : sampleTest(inner, {
          match: fetch.name === 'src' ? undefined : method === 'ip' ? undefined : method,
          operator: undefined,
          values: keys,
          patterns: keys.map((text) => ({ text, ignoresCase: false })),
        })) ?? unknown(`${fetch.name} (${method}) has no equivalent`)
  const alternatives = groupsOf(entries, method, isWanted).map(({ keys, before }) =>
    before.length === 0 ? keyTest(keys) : both(keyTest(keys), negated(keyTest(before))),
  )
  if (byDefault !== undefined && isWanted(byDefault)) alternatives.push(negated(keyTest(entries.map(({ key }) => key))))
  return tests.any(alternatives)
}

/** Up to how many networks each is written with those that have precedence; of more, only the result is written. */
const maxPaired = 100

interface Group {
  readonly keys: readonly string[]
  /** Keys with other values that have precedence. */
  readonly before: readonly string[]
}

/** The keys whose value is wanted; those without precedence of others together. */
function groupsOf(
  entries: readonly FileEntry[],
  method: string,
  isWanted: (value: string) => boolean,
): readonly Group[] {
  const wanted = entries.flatMap(({ key, value }, index) => (isWanted(value) ? [{ key, index }] : []))
  const unwanted = entries.flatMap(({ key, value }, index) => (isWanted(value) ? [] : [{ key, index }]))
  if (unwanted.length === 0) return [{ keys: wanted.map(({ key }) => key), before: [] }]
  if (method === 'ip' && entries.length > maxPaired) return [{ keys: wantedAddresses(entries, isWanted), before: [] }]
  const alone: string[] = []
  const groups: Group[] = []
  const keys = new Set(unwanted.map(({ key }) => key))
  for (const { key, index } of wanted) {
    const isClear = method === 'str' && !keys.has(key)
    const before = isClear ? [] : unwanted.filter((other) => precedes(other.key, key, other.index < index, method))
    if (before.length === 0) alone.push(key)
    else groups.push({ keys: [key], before: before.map((other) => other.key) })
  }
  return alone.length === 0 ? groups : [{ keys: alone, before: [] }, ...groups]
}

/** The networks whose addresses have a value that is wanted: of several networks, the longest decides. Other keys are kept. */
function wantedAddresses(entries: readonly FileEntry[], isWanted: (value: string) => boolean): readonly string[] {
  const read = entries.map(({ key, value }) => ({ key, entry: addressEntry(key), isWanted: isWanted(value) }))
  const known = read.flatMap(({ entry, ...each }) =>
    entry === undefined ? [] : [{ entry, value: each.isWanted ? 'wanted' : '' }],
  )
  const sorted = known.toSorted((one, other) => lengthOf(other.entry) - lengthOf(one.entry))
  const painted = paintAddresses(sorted).get('wanted')
  const invalid = read.flatMap(({ key, entry, ...each }) => (entry === undefined && each.isWanted ? [key] : []))
  return [...(painted === undefined ? [] : prefixesOf(painted)), ...invalid]
}

/** Whether a request that has both keys gets the value of `other`. */
function precedes(other: string, key: string, isEarlier: boolean, method: string): boolean {
  switch (method) {
    case 'str':
      return other === key && isEarlier
    case 'beg':
      return other.startsWith(key) && (other !== key || isEarlier)
    case 'end':
    case 'sub':
    case 'dom':
    case 'dir':
    case 'reg':
      return isEarlier
    default: {
      const [one, two] = [addressEntry(other), addressEntry(key)]
      if (one === undefined || two === undefined) return isEarlier
      return lengthOf(one) > lengthOf(two) && !ipSetIsEmpty(intersectIpSets(setOf(one), setOf(two)))
    }
  }
}

function lengthOf(entry: string): number {
  return Number(/\/(\d+)$/.exec(entry)?.[1] ?? 128)
}
