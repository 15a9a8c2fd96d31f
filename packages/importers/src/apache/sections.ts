import { allOf, always, anyOf, type Condition, isIn, notOf, pathIn } from '../draft/condition.ts'
import { type KnownPatterns, knownPatterns, patternsMeet } from '../draft/known-patterns.ts'
import { patternOfPrefix, patternsOfFile, patternsOfFileRegex, patternsOfRegex } from '../draft/path-patterns.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import { documentRoots, type DocumentRoot, pathsOfFolder } from './document-roots.ts'
import type { ApacheDirective } from './parse-apache.ts'
import { readExpression } from './read-expression.ts'
import { withHead } from './read-require.ts'

/** Directives with the requests to which they apply. */
export interface Section {
  readonly directives: readonly ApacheDirective[]
  /** The virtual host that contains the section. */
  readonly host: ApacheDirective | undefined
  readonly hostRegion: Condition
  /** Path patterns: one pattern of each list must match. */
  readonly paths: readonly KnownPatterns[]
  /** The conditions that must also be true. */
  readonly also: Condition
  /** Whether the directives apply to some methods only; such directives apply in addition to others and do not replace them. */
  readonly isLimit: boolean
  /** The position in which httpd merges the section: directories by their depth, then files, then locations, then `<If>`. */
  readonly rank: readonly [number, number]
}

/** The state of reading sections. */
interface Reading {
  readonly draft: PolicyDraft
  readonly hostRegions: ReadonlyMap<ApacheDirective, Condition>
  readonly mainRoots: readonly DocumentRoot[]
}

/**
 * Returns all sections of a file in the order in which httpd merges them: each replaces the requirements of earlier ones for the
 * same requests.
 */
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

/** Returns the requests to which a section applies. */
export function regionOf({ hostRegion, paths, also }: Section): Condition {
  return allOf([hostRegion, ...paths.map(({ texts }) => pathIn(texts)), also])
}

/**
 * Returns the requests for which later sections replace this one. `admits` returns whether a section has directives of the same
 * kind that admit some clients.
 */
export function replacedBy(
  section: Section,
  sections: readonly Section[],
  admits: (directives: readonly ApacheDirective[]) => boolean,
): Condition {
  const later = sections.slice(sections.indexOf(section) + 1).filter((each) => {
    return !each.isLimit && overlap(section, each) && admits(each.directives)
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
    if (block === undefined || !controlsAccess(block)) return []
    const read = innerOf(directive, section, reading)
    if (typeof read === 'object') return within(read, reading)
    if (read !== '') reading.draft.note(line, `<${[name, ...args].join(' ')}> is not imported: ${read}`)
    return []
  })
  return [section, ...inner]
}

/** Returns a section nested in another one, or why it cannot be imported; an empty string if it is read elsewhere. */
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
    if (patterns === undefined) return 'its pattern has no equivalent as path patterns'
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
      if (found === undefined) return 'the paths of this directory are unknown'
      const inside = found.path === '/' ? [] : prefixPatterns(found.path)
      if (inside === undefined) return 'its directory has no equivalent as path patterns'
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
        ? 'its condition has no equivalent'
        : inner([5, 0], { also: allOf([outer.also, condition]) })
    }
    case 'limit':
    case 'limitexcept': {
      if (args.length === 0 || !args.every((method) => /^[A-Z]+$/.test(method))) return 'unknown method'
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
      return 'unknown kind of section'
  }
}

function prefixPatterns(prefix: string): readonly string[] | undefined {
  if (!prefix.startsWith('/')) return undefined
  const pattern = patternOfPrefix(`${prefix.replace(/\/+$/, '')}/`)
  return pattern === undefined ? undefined : [pattern]
}

/**
 * Returns patterns for the contents of the directories that match. An anchored expression refers to file system paths, which are
 * unknown.
 */
function folderRegex(source: string): readonly string[] | undefined {
  const open = source.replace(/^\^(?:\/)?\.\*/, '')
  if (open.startsWith('^')) return undefined
  const inside = patternsOfRegex(open)?.map((pattern) =>
    pattern.endsWith('**') ? pattern : `${pattern.replace(/\/$/, '')}/**`,
  )
  return inside === undefined ? undefined : [...new Set(inside)]
}

/** Whether some request can be in both sections. */
function overlap(some: Section, other: Section): boolean {
  if (some.host !== undefined && other.host !== undefined && some.host !== other.host) return false
  return some.paths.every((one) => other.paths.every((two) => patternsMeet(one, two)))
}

const deciding = ['require', 'order', 'allow', 'deny', 'rewriterule', 'redirect', 'redirectmatch']

function controlsAccess(directives: readonly ApacheDirective[]): boolean {
  return directives.some(({ name, block = [] }) => deciding.includes(name) || controlsAccess(block))
}
