import type { NamedSite } from './name-sites.ts'
import type { ListStatus } from './operator.ts'

/** The named lists of addresses of these sites, and the files that their policies consist of. */
export function listAddresses(sites: readonly NamedSite[]): readonly ListStatus[] {
  return sites.flatMap(({ site, gate }) => {
    const { lists, files = [] } = gate.counts()
    const named = lists.map(({ name, ranges, changedAtMs }): ListStatus => ({
      site,
      list: name,
      kind: 'list',
      entries: ranges,
      updatedAtMs: changedAtMs,
    }))
    const read = files.map(({ file, modifiedAtMs }): ListStatus => ({
      site,
      list: file,
      kind: 'file',
      updatedAtMs: modifiedAtMs,
    }))
    return [...named, ...read]
  })
}
