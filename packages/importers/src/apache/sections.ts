import { allOf, always, anyOf, type Condition, notOf, pathIn } from '../draft/condition.ts'
import { knownPatterns, patternsMeet, uncoveredPatterns } from '../draft/known-patterns.ts'
import { pathCondition } from './apache-test.ts'
import { type FilePatterns, filesNamed, filesOfRegex, prefixPatterns } from './file-sections.ts'
import { laterSections } from './later-sections.ts'
import type { ApacheDirective } from './parse-apache.ts'
import { readPathRegex } from '../draft/path-patterns.ts'
import { readExpression } from './read-expression.ts'
import { type ApacheReading, shown } from './reading.ts'
import type { Section } from './section.ts'
import {
  type FolderPaths,
  mappingsOf,
  pathsOfFolder,
  patternOfWildcards,
  pathsOfFolderRegex,
  type ServedFolders,
} from './url-map.ts'

/** The state of reading sections. */
interface Reading {
  readonly reading: ApacheReading
  readonly hostRegions: ReadonlyMap<ApacheDirective, Condition>
  readonly directives: readonly ApacheDirective[]
}

/**
 * Returns all sections of a file in the order in which httpd merges them: each replaces the requirements of earlier ones for the
 * same requests. `at` is the folder of an `.htaccess`, with a slash at both ends; undefined for the configuration of a server.
 */
export function readSections(
  directives: readonly ApacheDirective[],
  hostRegions: ReadonlyMap<ApacheDirective, Condition>,
  at: string | undefined,
  reading: ApacheReading,
): readonly Section[] {
  const below = at === undefined ? undefined : prefixPatterns(at)
  const main: Section = {
    directives,
    opening: undefined,
    host: undefined,
    hostRegion: always,
    paths: below === undefined || at === '/' ? [] : [knownPatterns(below)],
    also: always,
    rewrites: at === undefined ? 'whole' : { below: at },
    rank: at === undefined ? [0, 0] : [1, 1e5],
  }
  const all = within(main, { reading, hostRegions, directives })
  const place = ({ rank: [kind, depth], host }: Section): number =>
    kind * 1e6 + Math.min(depth, 1e5) * 2 + (host ? 1 : 0)
  return all.toSorted((a, b) => place(a) - place(b))
}

/** Returns the requests to which a section applies. */
export function regionOf({ hostRegion, paths, also }: Section): Condition {
  return allOf([hostRegion, ...paths.map(({ texts }) => pathIn(texts)), also])
}

/**
 * Returns the requests for which later sections replace this one. `replaces` returns whether a section has directives of the same kind
 * that replace others.
 */
export function replacedBy(
  section: Section,
  sections: readonly Section[],
  replaces: (directives: readonly ApacheDirective[]) => boolean,
): Condition {
  const later = laterSections(sections, replaces)
    .after(section)
    .filter((each) => overlap(section, each))
  return anyOf(
    later.map((each) => {
      const isSameHost = each.host === section.host || each.hostRegion.kind === 'always'
      const paths = each.paths.filter(({ texts }) => !section.paths.some((own) => own.texts.join() === texts.join()))
      return allOf([isSameHost ? always : each.hostRegion, ...paths.map(({ texts }) => pathIn(texts)), each.also])
    }),
  )
}

function within(section: Section, reading: Reading): readonly Section[] {
  const sections: Section[] = []
  /** The conditions of an `<If>` and the `<ElseIf>` after it; undefined if one of them is unknown. */
  let chain: readonly Condition[] | undefined
  for (const directive of section.directives) {
    const { name, block } = directive
    if (block === undefined) continue
    if (name === 'if' || name === 'elseif' || name === 'else') {
      const earlier: readonly Condition[] | undefined = name === 'if' ? [] : chain
      const own = name === 'else' ? always : readExpression(directive.args.join(' '), directive, reading.reading)
      chain = earlier === undefined || own === undefined ? undefined : [...earlier, own]
      if (chain === undefined) {
        if (controlsAccess(block))
          reading.reading.note(directive, `${shown(directive)} is not imported: its condition has no equivalent`)
        continue
      }
      const also = allOf([section.also, own!, ...chain.slice(0, -1).map(notOf)])
      sections.push(
        ...within(
          { ...section, opening: directive, directives: block, also, rank: [5, 0], rewrites: 'unknown' },
          reading,
        ),
      )
      continue
    }
    const read = innerOf(directive, section, reading)
    if (typeof read === 'object') sections.push(...within(read, reading))
    else if (read !== '' && controlsAccess(block))
      reading.reading.note(directive, `${shown(directive)} is not imported: ${read}`)
  }
  return [section, ...sections]
}

const onlyOnDisk =
  'its pattern is about folders on the disk, and no DocumentRoot or Alias in this file says at which paths they are served'

/** Returns a section nested in another one, or why it cannot be imported; an empty string if it is read elsewhere. */
function innerOf(
  directive: ApacheDirective,
  outer: Section,
  { reading, hostRegions, directives }: Reading,
): Section | string {
  const { name, args, block = [] } = directive
  const [first = '', second = ''] = args
  const inner = (kind: number, depth: number, change: Partial<Section>): Section => ({
    ...outer,
    opening: directive,
    directives: block,
    rewrites: 'unknown',
    rank: [kind, depth],
    ...change,
  })
  const at = (kind: number, { patterns, also }: FilePatterns): Section =>
    inner(kind, outer.rank[0] === kind ? outer.rank[1] : kind === 3 ? outer.rank[1] : 0, {
      paths:
        patterns === undefined || patterns.includes('/**') ? outer.paths : [...outer.paths, knownPatterns(patterns)],
      also: allOf([outer.also, also]),
    })
  const atRegex = (kind: number, read: FilePatterns | undefined): Section | string =>
    read === undefined ? 'its pattern has no equivalent as path patterns' : at(kind, read)
  const pathRegex = (source: string): FilePatterns | undefined => {
    const { conditions, agent } = pathCondition(readPathRegex(source), directive, shown(directive), reading)
    return conditions.length + agent.length === 0 ? undefined : patternsOrCondition(anyOf(conditions))
  }
  switch (name) {
    case 'virtualhost':
      return inner(outer.rank[0], outer.rank[1], {
        host: directive,
        hostRegion: hostRegions.get(directive) ?? always,
        rewrites: 'whole',
      })
    case 'location': {
      if (first === '~') return atRegex(4, pathRegex(second))
      if (/[?[]/.test(first)) return 'its wildcards have no equivalent: use <LocationMatch>'
      if (first.includes('*')) {
        const pattern = patternOfWildcards(first)
        return atRegex(4, pattern === undefined ? undefined : { patterns: [pattern], also: always })
      }
      const patterns = prefixPatterns(first, reading.exactPaths)
      return atRegex(4, { patterns, also: patterns === undefined ? notOf(always) : always })
    }
    case 'locationmatch':
      return atRegex(4, pathRegex(first))
    case 'directory':
      return first === '~' ? folderRegex(second) : folder(first)
    case 'directorymatch':
      return folderRegex(first)
    case 'files':
    case 'filesmatch': {
      reading.once(
        directive,
        'the name of a file is looked for in every segment of a path, since what is a folder is known only on the disk; httpd also compares the index file of a folder (DirectoryIndex)',
      )
      const read =
        name === 'files' && first !== '~'
          ? filesNamed(first, reading.isLean)
          : filesOfRegex(name === 'files' ? second : first, directive, reading)
      return atRegex(3, read)
    }
    case 'proxy':
    case 'proxymatch':
      return 'it applies to the requests that httpd forwards; the gate does not know which ones these are'
    case 'limit':
    case 'limitexcept':
    case 'requireall':
    case 'requireany':
    case 'requirenone':
      return ''
    default:
      return 'unknown kind of section'
  }

  function servedFolders(): readonly ServedFolders[] {
    if (outer.host !== undefined) return [{ hosts: always, mappings: mappingsOf(outer.host.block ?? [], directives) }]
    const hosts = directives.filter((each) => each.name === 'virtualhost')
    if (hosts.length === 0) return [{ hosts: always, mappings: mappingsOf(directives, []) }]
    return hosts.map((host) => ({
      hosts: hostRegions.get(host) ?? always,
      mappings: mappingsOf(host.block ?? [], directives),
    }))
  }

  function folder(path: string): Section | string {
    const depth = path.split('/').filter((segment) => segment !== '').length
    if (path.replaceAll('/', '') === '') return inner(1, 0, {})
    const all = servedFolders().map(({ hosts, mappings }) => ({ hosts, paths: pathsOfFolder(path, mappings) }))
    const found = all.filter((each): each is { hosts: Condition; paths: FolderPaths } => each.paths !== undefined)
    const [one] = found
    if (one === undefined) return 'no DocumentRoot or Alias in this file says at which paths this folder is served'
    const base = found.every(({ paths }) => paths.base === one.paths.base) ? one.paths.base : undefined
    const rewrites: Section['rewrites'] = base === undefined ? 'unknown' : { below: base }
    const isSame =
      found.length === all.length &&
      found.every(({ paths }) => paths.patterns.join() === one.paths.patterns.join() && paths.also.kind === 'always')
    if (isSame || all.length === 1) {
      const { patterns, also } = one.paths
      return inner(1, depth, {
        paths: patterns.includes('/**') ? outer.paths : [...outer.paths, knownPatterns(patterns)],
        also: allOf([outer.also, also]),
        rewrites,
      })
    }
    const parts = found.map(({ hosts, paths }) => allOf([hosts, pathIn(paths.patterns), paths.also]))
    return inner(1, depth, { also: allOf([outer.also, anyOf(parts)]), rewrites })
  }

  function folderRegex(source: string): Section | string {
    const all = servedFolders().map((served) => ({ served, read: pathsOfFolderRegex(source, served) }))
    const tests = all.map(({ served, read }) => {
      if (read.isUnknown && read.parts.length > 0)
        reading.once(directive, 'the pattern is about folders on the disk: folders above the site are not looked at')
      const { conditions } = pathCondition(
        read,
        directive,
        shown(directive),
        reading,
        read.isUnknown ? onlyOnDisk : 'it has no equivalent as a path pattern',
      )
      return conditions.length === 0 ? undefined : allOf([served.hosts, anyOf(conditions)])
    })
    const known = tests.filter((test) => test !== undefined)
    if (known.length === 0) return onlyOnDisk
    const { patterns, also } = patternsOrCondition(anyOf(known))
    return inner(2, 0, {
      paths:
        patterns === undefined || patterns.includes('/**') ? outer.paths : [...outer.paths, knownPatterns(patterns)],
      also: allOf([outer.also, also]),
    })
  }
}

function patternsOrCondition(condition: Condition): FilePatterns {
  return condition.kind === 'test' && condition.patterns !== undefined
    ? { patterns: uncoveredPatterns(condition.patterns), also: always }
    : { patterns: undefined, also: condition }
}

/** Whether some request can be in both sections. */
function overlap(some: Section, other: Section): boolean {
  if (some.host !== undefined && other.host !== undefined && some.host !== other.host) return false
  return some.paths.every((one) => other.paths.every((two) => patternsMeet(one, two)))
}

const deciding = new Set(
  (
    'require order allow deny rewriterule redirect redirectmatch setenvif setenvifnocase setenvifexpr browsermatch browsermatchnocase ' +
    'allowmethods secrule'
  ).split(' '),
)

/** Whether directives, or the sections in them, decide which requests are admitted. */
export function controlsAccess(directives: readonly ApacheDirective[]): boolean {
  return directives.some(({ name, block = [] }) => deciding.has(name) || controlsAccess(block))
}
