import { formatIp, formatPrefix, type IpSet, ipSetPrefixes } from '@tidegate/values'
import type { ModelTables } from './model-tables.ts'
import type { AddressSubject, TextSubject } from './subjects.ts'

/** Number of members by which a set without a name is described. */
const maxShown = 4

/** A text subject as a policy writes it. */
export function subjectName(model: ModelTables, subject: TextSubject | AddressSubject): string {
  switch (subject.kind) {
    case 'fact':
      return model.facts[subject.fact]!.name
    case 'header':
    case 'query':
    case 'cookie':
      return `${subject.kind}(${JSON.stringify(subject.name)})`
    case 'method':
    case 'host':
    case 'path':
    case 'target':
    case 'agent':
    case 'user':
    case 'bot':
    case 'ip':
    case 'peer':
      return subject.kind
  }
}

/** The name of an address set, or its first prefixes if it has no name. */
export function addressSetName(model: ModelTables, set: number): string {
  const { name, set: addresses } = model.addressSets[set]!
  return name === undefined ? listPrefixes(addresses) : quoteName(name)
}

/** The first prefixes of a set of addresses. */
export function listPrefixes(addresses: IpSet): string {
  const shown: string[] = []
  for (const prefix of ipSetPrefixes(addresses)) {
    if (shown.length === maxShown) return `${shown.join(', ')}, …`
    const isWhole = prefix.length === (prefix.address.family === 4 ? 32 : 128)
    shown.push(isWhole ? formatIp(prefix.address) : formatPrefix(prefix))
  }
  return shown.length === 0 ? 'an empty list' : shown.join(', ')
}

/** The name of a bot set, or its first tokens if it has no name. */
export function botSetName(model: ModelTables, set: number): string {
  const { name, terms } = model.botSets[set]!
  if (name !== undefined) return quoteName(name)
  return listSome(terms.map((term) => (term.kind === 'token' ? term.text : botSetName(model, term.set))))
}

/** The name of a path set, or its first patterns if it has no name. */
export function pathSetName(model: ModelTables, set: number): string {
  const { name, include } = model.pathSets[set]!
  return name === undefined ? listSome(include) : quoteName(name)
}

/** The name of a window. */
export function windowName(model: ModelTables, window: number): string {
  const { name } = model.windows[window]!
  return name === undefined ? 'the given hours' : quoteName(name)
}

/** The first few texts of a list, joined by commas. */
export function listSome(texts: readonly string[]): string {
  return texts.length <= maxShown ? texts.join(', ') : `${texts.slice(0, maxShown).join(', ')}, …`
}

/** Text from a client or a policy, quoted and shortened if it is long. */
export function quoteValue(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}

function quoteName(name: string): string {
  return `\`${name}\``
}
