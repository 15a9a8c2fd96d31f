import { ipSetPrefixes } from '@tidegate/values'
import type { NamedSite } from './name-sites.ts'
import type { ListStatus } from './operator.ts'

/** The named lists of addresses of these sites, and the files that lists are read from. */
export function listAddresses(sites: readonly NamedSite[]): readonly ListStatus[] {
  return sites.flatMap(({ site, gate }) => {
    const { addressSets, files } = gate.plan.model
    const named = addressSets.flatMap(({ name, set }): readonly ListStatus[] => {
      return name === undefined ? [] : [{ site, list: name, kind: 'list', entries: [...ipSetPrefixes(set)].length }]
    })
    const read = files.filter(({ role }) => role === 'list')
    return [...named, ...read.map(({ file }): ListStatus => ({ site, list: file, kind: 'file' }))]
  })
}
