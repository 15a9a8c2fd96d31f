import { type IpSet, emptyIpSet, subtractIpSet, unionIpSets } from '@tidegate/values'
import { isIn } from '../draft/condition.ts'
import { addressEntry, prefixesOf, setOf } from '../draft/ordered-access.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { Directive } from './parse-nginx.ts'
import { type Variable, variableName } from './variable.ts'

/** Returns the variable that a `geo` defines; undefined, with a note, if it does not depend on the client's address. */
export function readGeo({ args, block = [], line }: Directive, draft: PolicyDraft): Variable | undefined {
  const target = variableName(args.at(-1))
  const source = args.length > 1 ? args[0] : '$remote_addr'
  if (target === undefined || source !== '$remote_addr') {
    draft.note(line, `geo of ${source} is not imported: only the client's address is supported`)
    return undefined
  }
  let byDefault = ''
  const networks: { readonly entry: string; readonly value: string; readonly length: number }[] = []
  for (const {
    name,
    args: [value = ''],
    line: at,
  } of block) {
    if (name === 'default') byDefault = value
    else if (name === 'include' || name === 'proxy' || name === 'delete')
      draft.note(at, `${name} ${value} in geo is not imported`)
    else if (name !== 'ranges' && name !== 'proxy_recursive') {
      const entry = addressEntry(name.replace(/^(\S+)-(\S+)$/, '$1 - $2'))
      if (entry === undefined) draft.note(at, `${name} is not an address or network`)
      else networks.push({ entry, value, length: Number(/\/(\d+)$/.exec(entry)?.[1] ?? 128) })
    }
  }
  const values = [...new Set(networks.map(({ value }) => value))].filter((value) => value !== byDefault)
  const cases = values.map((value) => {
    const entries = entriesOfValue(networks, value)
    return { value, condition: isIn('ip', draft.list(values.length === 1 ? target : `${target}_${value}`, entries)) }
  })
  return { cases, byDefault }
}

/**
 * Returns the entries that lead to one value; the smallest network that contains an address determines its value. Entries stay as
 * written if values do not overlap.
 */
function entriesOfValue(
  networks: readonly { readonly entry: string; readonly value: string; readonly length: number }[],
  wanted: string,
): readonly string[] {
  let set: IpSet = emptyIpSet()
  let plain: IpSet = emptyIpSet()
  for (const { entry, value } of networks.toSorted((a, b) => a.length - b.length)) {
    const own = setOf(entry)
    set = value === wanted ? unionIpSets(set, own) : subtractIpSet(set, own)
    if (value === wanted) plain = unionIpSets(plain, own)
  }
  const isPlain = prefixesOf(set).join() === prefixesOf(plain).join()
  return isPlain ? networks.filter(({ value }) => value === wanted).map(({ entry }) => entry) : prefixesOf(set)
}
