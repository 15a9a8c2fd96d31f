import { parsePathPattern } from '@tidegate/values'
import { anyOf, type Condition, notOf, pathIn } from '../draft/condition.ts'
import { patternOfPrefix, type PathReading, readPathMatches } from '../draft/path-patterns.ts'
import { type RegexMatch, readRegex } from '../draft/read-regex.ts'
import type { ApacheDirective } from './parse-apache.ts'

/** A folder that is served below a path. Neither ends with a slash; the path of a document root is empty. */
export interface UrlMapping {
  readonly url: string
  readonly folder: string
}

/** The requests of a host, and its mappings: the first one whose path a request is below decides. */
export interface ServedFolders {
  readonly hosts: Condition
  readonly mappings: readonly UrlMapping[]
}

/** The paths of a folder. */
export interface FolderPaths {
  readonly patterns: readonly string[]
  /** The condition that must also be true: paths that lead to other folders are excluded. */
  readonly also: Condition
  /** The path of the folder itself, which ends with a slash; undefined if there are several, or if the folder is above all of them. */
  readonly base: string | undefined
}

/** Returns the mappings of the directives of one scope, and those of the scope around it. `Alias` comes before `DocumentRoot`. */
export function mappingsOf(
  directives: readonly ApacheDirective[],
  around: readonly ApacheDirective[],
): readonly UrlMapping[] {
  const aliases = [...directives, ...around].filter(({ name }) => name === 'alias' || name === 'scriptalias')
  const root = [...directives].findLast(isRoot) ?? [...around].findLast(isRoot)
  return [
    ...aliases.flatMap(({ args: [url = '', folder = ''] }) =>
      url.startsWith('/') && folder !== '' ? [{ url: trimmed(url), folder: trimmed(folder) }] : [],
    ),
    ...(root?.args[0] === undefined ? [] : [{ url: '', folder: trimmed(root.args[0]) }]),
  ]
}

function isRoot({ name }: ApacheDirective): boolean {
  return name === 'documentroot'
}

/** Returns the paths of a folder, which may contain `*`; undefined if no mapping leads to it, or if they cannot be expressed. */
export function pathsOfFolder(given: string, mappings: readonly UrlMapping[]): FolderPaths | undefined {
  const folder = trimmed(given)
  const patterns: string[] = []
  const excluded: Condition[] = []
  const bases: (string | undefined)[] = []
  for (const [index, { url, folder: served }] of mappings.entries()) {
    const isBelow = folder === served || folder.startsWith(`${served}/`)
    const isAbove = !isBelow && (folder === '' || served.startsWith(`${folder}/`))
    if (!isBelow && !isAbove) continue
    const path = isBelow ? `${url}${folder.slice(served.length)}` : url
    if (/[?[]/.test(path)) return undefined
    const earlier = mappings.slice(0, index)
    if (earlier.some((other) => path === other.url || path.startsWith(`${other.url}/`))) continue
    const pattern = patternBelow(path)
    if (pattern === undefined) return undefined
    patterns.push(pattern)
    bases.push(isAbove || path.includes('*') ? undefined : `${path}/`)
    // A path within this one may lead to a folder elsewhere.
    const elsewhere = earlier.filter(
      (other) =>
        other.url.startsWith(`${path}/`) && !(other.folder === folder || other.folder.startsWith(`${folder}/`)),
    )
    excluded.push(...elsewhere.map((other) => pathIn([patternBelow(other.url) ?? '/**'])))
  }
  if (/[*?[]/.test(folder) && patterns.length === 0) return undefined
  if (patterns.length === 0) return undefined
  return { patterns, also: notOf(anyOf(excluded)), base: bases.length === 1 ? bases[0] : undefined }
}

/** Returns the pattern of a path and everything below it. */
export function patternBelow(path: string): string | undefined {
  if (path === '') return '/**'
  if (!path.includes('*')) return patternOfPrefix(`${path}/`)
  const pattern = patternOfWildcards(path)
  return pattern === undefined ? undefined : `${pattern}/**`
}

/** Returns the pattern of a path in which `*` stands for any characters except a slash; undefined if there is no such pattern. */
export function patternOfWildcards(path: string): string | undefined {
  const texts = path.split('*').map((text) => (/[,(){}"#\s]/.test(text) ? undefined : text))
  const pattern = texts.join('*')
  return texts.includes(undefined) || parsePathPattern(pattern).kind !== 'pattern' ? undefined : pattern
}

/**
 * Returns the condition of a regular expression over places on the disk: for each mapping, the paths of the files that it matches.
 * Without mappings only expressions that cannot be about folders around the site are known, such as `/\.git`.
 */
export function pathsOfFolderRegex(
  source: string,
  served: ServedFolders,
): PathReading & { readonly isUnknown: boolean } {
  const reading = readRegex(source)
  const known = served.mappings.length > 0
  const lost = [...reading.lost]
  const matches: RegexMatch[] = []
  for (const match of reading.matches) {
    const [first, ...rest] = match.pieces
    if (match.except.length > 0 || (first !== undefined && first.kind !== 'text')) {
      lost.push(source)
      continue
    }
    const text = first?.text ?? ''
    const from = (pieces: RegexMatch['pieces'], fromStart: boolean): void =>
      void matches.push({ pieces, fromStart, toEnd: match.toEnd, except: [] })
    const withText = (front: string, more: RegexMatch['pieces']): RegexMatch['pieces'] =>
      front === '' ? more : [{ kind: 'text', text: front }, ...more]
    for (const { url, folder } of served.mappings) {
      const isWithin = match.fromStart ? folder.startsWith(text) : folder.includes(text)
      if (isWithin && rest.length === 0 && !match.toEnd) {
        from(withText(`${url}/`, []), true)
        if (url !== '') matches.push({ pieces: withText(url, []), fromStart: true, toEnd: true, except: [] })
      } else if (isWithin && rest[0]?.kind === 'any') from(withText(`${url}/`, rest), true)
      // The text begins in the folder and ends in the path below it.
      for (let at = text.indexOf('/', 1); at > 0; at = text.indexOf('/', at + 1)) {
        const front = text.slice(0, at)
        if (match.fromStart ? folder === front : folder.endsWith(front))
          from(withText(`${url}${text.slice(at)}`, rest), true)
      }
    }
    const segments = text.split('/').filter((segment) => segment !== '').length
    if (match.fromStart) {
      if (!known) lost.push(source)
    } else if (known || segments <= 1) {
      for (const { url } of known ? served.mappings : [{ url: '' }])
        if (url === '') from(match.pieces, false)
        else {
          from([{ kind: 'text', text: `${url}/` }, { kind: 'any' }, ...match.pieces], true)
          if (text.startsWith('/')) from(withText(`${url}${text}`, rest), true)
        }
    } else lost.push(source)
  }
  const { parts, lost: more, approximated } = readPathMatches({ ...reading, matches, lost: [] })
  return {
    parts,
    ignoresCase: reading.ignoresCase,
    lost: [...new Set([...lost, ...more])],
    approximated,
    isUnknown: !known,
  }
}

function trimmed(path: string): string {
  return path.replaceAll(/\/{2,}/g, '/').replace(/\/+$/, '')
}
