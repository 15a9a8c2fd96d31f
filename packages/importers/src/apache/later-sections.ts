import type { ApacheDirective } from './parse-apache.ts'
import type { Section } from './section.ts'

/** The sections that replace others, so that those after a section can be found without looking at all of them. */
export interface LaterSections {
  /** Returns the sections after one that may apply to a request of its paths, in order. */
  readonly after: (section: Section) => readonly Section[]
}

const known = new WeakMap<readonly Section[], Map<unknown, LaterSections>>()

/** Returns the sections for which `replaces` is true; computed once per list of sections. Linear. */
export function laterSections(
  sections: readonly Section[],
  replaces: (directives: readonly ApacheDirective[]) => boolean,
): LaterSections {
  const ofSections = known.get(sections) ?? new Map<unknown, LaterSections>()
  known.set(sections, ofSections)
  const before = ofSections.get(replaces)
  if (before !== undefined) return before
  const indices = new Map(sections.map((section, index) => [section, index]))
  const all = sections.filter(({ directives }) => replaces(directives))
  const anywhere = all.filter((section) => firstSegments(section) === undefined)
  const bySegment = new Map<string, Section[]>()
  for (const section of all)
    for (const segment of firstSegments(section) ?? []) {
      const others = bySegment.get(segment)
      if (others === undefined) bySegment.set(segment, [section])
      else others.push(section)
    }
  const place = (section: Section): number => indices.get(section) ?? 0
  const found: LaterSections = {
    after: (section) => {
      const own = firstSegments(section)
      const candidates =
        own === undefined ? all : [...new Set([...anywhere, ...own.flatMap((segment) => bySegment.get(segment) ?? [])])]
      return candidates.filter((each) => place(each) > place(section)).toSorted((a, b) => place(a) - place(b))
    },
  }
  ofSections.set(replaces, found)
  return found
}

/** Returns the first segments of all paths of a section; undefined if they may be any. */
function firstSegments({ paths: [first] }: Section): readonly string[] | undefined {
  const segments = first?.read.map(({ head, pattern }) => {
    const whole = pattern.pieces[1]?.kind === 'tail' ? `${head}/` : head
    return /^\/([^/]+)\//.exec(whole)?.[1]
  })
  return segments === undefined || segments.includes(undefined)
    ? undefined
    : [...new Set(segments.filter((segment) => segment !== undefined))]
}
