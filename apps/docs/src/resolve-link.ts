import { existsSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { addressOf } from './sources.ts'

/** Where a link of a Markdown file leads. */
export type Target =
  | { readonly kind: 'page'; readonly address: string; readonly anchor: string }
  | { readonly kind: 'asset'; readonly file: string }
  | { readonly kind: 'outside'; readonly url: string }
  | { readonly kind: 'broken'; readonly message: string }

/** What links are resolved against. */
export interface Links {
  readonly root: string
  /** Where the sources are published, without a final slash. */
  readonly repository: string
  readonly sources: ReadonlySet<string>
}

const asset = /\.(?:svg|png)$/

/** Resolves a link or picture of a Markdown file. Pages stay on the site; folders and sources without a page lead to the repository. */
export function resolveLink(links: Links, source: string, href: string): Target {
  const published = `${links.repository}/blob/main/`
  if (href.startsWith(published)) {
    // WHY: pages that are also read elsewhere, such as READMEs of packages, name their targets in full; on the site they are pages.
    const target = inRepository(links, href.slice(published.length))
    return target.kind === 'page' ? target : { kind: 'outside', url: href }
  }
  if (/^[a-z][a-z\d+.-]*:/i.test(href)) return { kind: 'outside', url: href }
  if (href.startsWith('#'))
    return { kind: 'page', address: addressOf(source), anchor: decodeURIComponent(href.slice(1)) }
  return inRepository(links, posix.join(posix.dirname(source), decodeURI(href)))
}

function inRepository({ root, repository, sources }: Links, path: string): Target {
  const [file = '', anchor = ''] = path.split('#')
  const at = posix.normalize(file).replace(/\/$/, '')
  if (sources.has(at)) return { kind: 'page', address: addressOf(at), anchor }
  const index = posix.join(at, 'README.md')
  if (sources.has(index)) return { kind: 'page', address: addressOf(index), anchor }
  if (at.startsWith('..') || !existsSync(join(root, at))) return { kind: 'broken', message: `${path} does not exist` }
  if (asset.test(at)) return { kind: 'asset', file: at }
  const isFolder = statSync(join(root, at)).isDirectory()
  return { kind: 'outside', url: `${repository}/${isFolder ? 'tree' : 'blob'}/main/${at}${anchor && `#${anchor}`}` }
}
