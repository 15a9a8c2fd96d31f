import {
  formatIp,
  formatPrefix,
  type IpSet,
  IpSetBuilder,
  ipSetCovers,
  ipSetIsEmpty,
  ipSetPrefixes,
  networkOf,
  type Prefix,
  sameIpSet,
  subtractIpSet,
} from '@tidegate/values'

/** An address set with its name. */
export interface NamedIpSet {
  readonly name: string
  readonly set: IpSet
}

const maxListed = 4
const maxExcepted = 3

/**
 * Describes a set of addresses: by a name, by a few networks, as a name or network with exceptions, or otherwise by its first
 * networks. `others`: all addresses that are not in it.
 */
export function describeAddresses(set: IpSet, others: IpSet, named: readonly NamedIpSet[]): string {
  const same = named.find((each) => sameIpSet(each.set, set))
  if (same !== undefined) return `from ${same.name}`
  const opposite = named.find((each) => sameIpSet(each.set, others))
  if (opposite !== undefined) return `not from ${opposite.name}`
  const few = fewPrefixes(set, maxListed)
  if (few !== undefined) return `from ${few}`
  const fewOthers = fewPrefixes(others, maxExcepted)
  if (fewOthers !== undefined) return `not from ${fewOthers}`
  const wider = [...named, ...enclosing(set)].filter((each) => ipSetCovers(each.set, set))
  for (const { name, set: whole } of wider) {
    const except = fewPrefixes(subtractIpSet(whole, set), maxExcepted)
    if (except !== undefined) return `from ${except === '' ? name : `${name} except ${except}`}`
  }
  for (const { name, set: whole } of named.filter((each) => ipSetCovers(each.set, set))) {
    const left = subtractIpSet(whole, set)
    const minus = named.find((each) => sameIpSet(each.set, left))
    if (minus !== undefined) return `from ${name} except ${minus.name}`
  }
  return `from ${firstPrefixes(set)}`
}

/** Undefined if there are more. */
function fewPrefixes(set: IpSet, atMost: number): string | undefined {
  const texts: string[] = []
  for (const prefix of ipSetPrefixes(set)) {
    if (texts.length === atMost) return undefined
    texts.push(prefixText(prefix))
  }
  return texts.join(', ')
}

function firstPrefixes(set: IpSet): string {
  const texts: string[] = []
  let count = 0
  for (const prefix of ipSetPrefixes(set)) {
    count += 1
    if (texts.length < maxListed) texts.push(prefixText(prefix))
  }
  return `${texts.join(', ')} and ${count - texts.length} more networks`
}

function prefixText(prefix: Prefix): string {
  const isWhole = prefix.length === (prefix.address.family === 4 ? 32 : 128)
  return isWhole ? formatIp(prefix.address) : formatPrefix(prefix)
}

/** The smallest network that contains all addresses, if they are of one family. */
function enclosing(set: IpSet): readonly NamedIpSet[] {
  if (ipSetIsEmpty(set) || set.v4.length > 0 === set.v6.length > 0) return []
  const [first] = ipSetPrefixes(set)
  if (first === undefined) return []
  for (let length = first.length; length > 0; length--) {
    const builder = new IpSetBuilder()
    const prefix: Prefix = { address: networkOf(first.address, length, length), length }
    builder.addPrefix(prefix)
    const whole = builder.build()
    if (ipSetCovers(whole, set)) return [{ name: formatPrefix(prefix), set: whole }]
  }
  return []
}
