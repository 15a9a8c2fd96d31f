import { allOf, always, anyOf, type Condition, isIn, notOf, pathIn } from '../draft/condition.ts'
import { type KnownPatterns, knownPatterns, patternsMeet } from '../draft/known-patterns.ts'
import { patternOfPrefix, patternsOfFile, patternsOfFileRegex, patternsOfRegex } from '../draft/path-patterns.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import { documentRoots, type DocumentRoot, pathsOfFolder } from './document-roots.ts'
import type { ApacheDirective } from './parse-apache.ts'
import { readExpression } from './read-expression.ts'
import { withHead } from './read-require.ts'

/** Directives with the requests that they are about. */
export interface Section {
  readonly directives: readonly ApacheDirective[]
  /** The virtual host that it stands in. */
  readonly host: ApacheDirective | undefined
  readonly hostRegion: Condition
  /** Patterns of paths: one of each list must match. */
  readonly paths: readonly KnownPatterns[]
  /** What else must hold. */
  readonly also: Condition
  /** Directives about some methods count beside the others, and replace none. */
  readonly isLimit: boolean
  /** The place in which httpd merges it: folders by their depth, then files, then locations, then `<If>`. */
  readonly rank: readonly [number, number]
}

/** What reading sections needs. */
interface Reading {
  readonly draft: PolicyDraft
  readonly hostRegions: ReadonlyMap<ApacheDirective, Condition>
  readonly mainRoots: readonly DocumentRoot[]
}

/** All sections of a file in the order in which httpd merges them: each replaces what those in front of it say of the same request. */
export function readSections(
  directives: readonly ApacheDirective[],
  hostRegions: ReadonlyMap<ApacheDirective, Condition>,
  draft: PolicyDraft,
): readonly Section[] {
  const reading: Reading = { draft, hostRegions, mainRoots: documentRoots(directives, hostRegions) }
  const main: Section = {
    directives,
    host: undefined,
    hostRegion: always,
    paths: [],
    also: always,
    isLimit: false,
    rank: [0, 0],
  }
  const all = within(main, reading)
  const place = ({ rank: [kind, depth], host }: Section): number =>
    kind * 1e6 + Math.min(depth, 1e5) * 2 + (host ? 1 : 0)
  return all.toSorted((a, b) => place(a) - place(b))
}

/** The requests that a section is about. */
export function regionOf({ hostRegion, paths, also }: Section): Condition {
  return allOf([hostRegion, ...paths.map(({ texts }) => pathIn(texts)), also])
}

/** What sections behind this one take from it: `says` tells whether one has directives of the same kind that let somebody in. */
export function replacedBy(
  section: Section,
  sections: readonly Section[],
  says: (directives: readonly ApacheDirective[]) => boolean,
): Condition {
  const later = sections.slice(sections.indexOf(section) + 1).filter((each) => {
    return !each.isLimit && meet(section, each) && says(each.directives)
  })
  return anyOf(
    later.map((each) => {
      const isSameHost = each.host === section.host || each.hostRegion.kind === 'always'
      const paths = each.paths.filter(({ texts }) => !section.paths.some((own) => own.texts.join() === texts.join()))
      return allOf([isSameHost ? always : each.hostRegion, ...paths.map(({ texts }) => pathIn(texts)), each.also])
    }),
  )
}

function within(section: Section, reading: Reading): readonly Section[] {
  const inner = section.directives.flatMap((directive) => {
    const { name, args, line, block } = directive
    if (block === undefined || !saysWhoComesIn(block)) return []
    const read = innerOf(directive, section, reading)
    if (typeof read === 'object') return within(read, reading)
    if (read !== '') reading.draft.note(line, `<${[name, ...args].join(' ')}> is not carried over: ${read}`)
    return []
  })
  return [section, ...inner]
}

/** A section within another one, or why it cannot be one; an empty text for what is read elsewhere. */
function innerOf(directive: ApacheDirective, outer: Section, reading: Reading): Section | string {
  const { name, args, block = [] } = directive
  const [first = '', second] = args
  const inner = (rank: Section['rank'], change: Partial<Section>): Section => ({
    ...outer,
    directives: block,
    rank,
    ...change,
  })
  const at = (kind: number, patterns: readonly string[] | undefined): Section | string => {
    if (patterns === undefined) return 'its pattern cannot be said as paths'
    const rank = Math.max(kind, outer.rank[0])
    return inner([rank, 0], {
      paths: patterns.includes('/**') ? outer.paths : [...outer.paths, knownPatterns(patterns)],
    })
  }
  switch (name) {
    case 'virtualhost':
      return inner(outer.rank, { host: directive, hostRegion: reading.hostRegions.get(directive) ?? always })
    case 'location':
      return at(4, first === '~' ? patternsOfRegex(second ?? '') : prefixPatterns(first))
    case 'locationmatch':
      return at(4, patternsOfRegex(first))
    case 'directory': {
      if (first === '~') return at(2, folderRegex(second ?? ''))
      const own = outer.host === undefined ? [] : documentRoots(outer.host.block ?? [], new Map())
      const found = pathsOfFolder(first, own.length > 0 ? own : reading.mainRoots)
      if (found === undefined) return 'which paths lie there cannot be told'
      const inside = found.path === '/' ? [] : prefixPatterns(found.path)
      if (inside === undefined) return 'its folder cannot be said as paths'
      const paths = inside.length === 0 ? outer.paths : [...outer.paths, knownPatterns(inside)]
      return inner([1, first.split('/').length], { paths, also: allOf([outer.also, found.hosts]) })
    }
    case 'directorymatch':
      return at(2, folderRegex(first))
    case 'files':
      return at(3, first === '~' ? patternsOfFileRegex(second ?? '') : patternsOfFile(first))
    case 'filesmatch':
      return at(3, patternsOfFileRegex(first))
    case 'if': {
      const condition = readExpression(args, reading.draft)
      return condition === undefined
        ? 'its condition cannot be said here'
        : inner([5, 0], { also: allOf([outer.also, condition]) })
    }
    case 'limit':
    case 'limitexcept': {
      if (args.length === 0 || !args.every((method) => /^[A-Z]+$/.test(method))) return 'its methods are not known'
      const methods = isIn('method', withHead(args).join(', '))
      return inner(outer.rank, {
        also: allOf([outer.also, name === 'limit' ? methods : notOf(methods)]),
        isLimit: true,
      })
    }
    case 'requireall':
    case 'requireany':
    case 'requirenone':
      return ''
    default:
      return 'sections of this kind are not known'
  }
}

function prefixPatterns(prefix: string): readonly string[] | undefined {
  if (!prefix.startsWith('/')) return undefined
  const pattern = patternOfPrefix(`${prefix.replace(/\/+$/, '')}/`)
  return pattern === undefined ? undefined : [pattern]
}

/** A pattern over folders: what lies in one that matches. What is anchored looks at places on the disk. */
function folderRegex(source: string): readonly string[] | undefined {
  const open = source.replace(/^\^(?:\/)?\.\*/, '')
  if (open.startsWith('^')) return undefined
  const inside = patternsOfRegex(open)?.map((pattern) =>
    pattern.endsWith('**') ? pattern : `${pattern.replace(/\/$/, '')}/**`,
  )
  return inside === undefined ? undefined : [...new Set(inside)]
}

/** Whether some request may be in both. */
function meet(some: Section, other: Section): boolean {
  if (some.host !== undefined && other.host !== undefined && some.host !== other.host) return false
  return some.paths.every((one) => other.paths.every((two) => patternsMeet(one, two)))
}

const deciding = ['require', 'order', 'allow', 'deny', 'rewriterule', 'redirect', 'redirectmatch']

function saysWhoComesIn(directives: readonly ApacheDirective[]): boolean {
  return directives.some(({ name, block = [] }) => deciding.includes(name) || saysWhoComesIn(block))
}
