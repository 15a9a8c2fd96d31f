import { always, anyOf, type Condition } from '../draft/condition.ts'
import type { ApacheDirective } from './parse-apache.ts'

/** A directory that is served, and the requests it is served to. */
export interface DocumentRoot {
  readonly folder: string
  readonly hosts: Condition
}

/** Returns the document roots of some directives and of the virtual hosts among them. */
export function documentRoots(
  directives: readonly ApacheDirective[],
  hostRegions: ReadonlyMap<ApacheDirective, Condition>,
): readonly DocumentRoot[] {
  return directives.flatMap((directive): readonly DocumentRoot[] => {
    const { name, args, block = [] } = directive
    if (name === 'documentroot') return [{ folder: (args[0] ?? '').replace(/\/+$/, ''), hosts: always }]
    if (name !== 'virtualhost') return []
    const hosts = hostRegions.get(directive) ?? always
    return documentRoots(block, hostRegions).map(({ folder }) => ({ folder, hosts }))
  })
}

/**
 * Returns the path under which a directory is served, and the requests it is served to; `/` for a directory that contains a root.
 * Returns undefined for a directory outside of all roots.
 */
export function pathsOfFolder(
  folder: string,
  roots: readonly DocumentRoot[],
): { readonly path: string; readonly hosts: Condition } | undefined {
  const plain = folder.replace(/\/+$/, '')
  const paths = roots.flatMap((root) => {
    if (plain === root.folder || root.folder.startsWith(`${plain}/`)) return [{ path: '/', hosts: root.hosts }]
    return plain.startsWith(`${root.folder}/`) ? [{ path: plain.slice(root.folder.length), hosts: root.hosts }] : []
  })
  const [first] = paths
  if (first === undefined || /[*?[]/.test(plain)) return undefined
  const same = paths.filter(({ path }) => path === first.path)
  return { path: first.path, hosts: anyOf(same.map(({ hosts }) => hosts)) }
}
