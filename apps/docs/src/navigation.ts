import { addressOf } from './sources.ts'

/** A group of pages for one purpose of a reader. */
export interface NavigationGroup {
  readonly title: string
  readonly sources: readonly string[]
}

/**
 * What readers come for, in order, and which pages serve it: files, or folders that end in `/`. A page that no line names goes to the last group, so that a new
 * page is on the site without a change here.
 */
const purposes: readonly (readonly [string, readonly string[]])[] = [
  [
    'Start',
    [
      'docs/getting-started.md',
      'docs/cookbook.md',
      'docs/language/README.md',
      'docs/language/digest.md',
      'docs/playground.md',
    ],
  ],
  ['Protect a Node service', ['docs/adapters.md', 'docs/mounting.md', 'docs/recipes/', 'docs/migrate/']],
  [
    'Protect a site behind a proxy',
    ['docs/gateway.md', 'docs/gateway/', 'docs/operators-page.md', 'docs/operating.md'],
  ],
  ['Deal with crawlers', ['docs/robots.md', 'docs/language/bots.md', 'docs/language/imports.md']],
  ['Write policies', ['docs/language/', 'docs/plugins.md', 'docs/editors.md', 'docs/editors/']],
  [
    'Try and review them',
    ['docs/cli.md', 'docs/replay.md', 'docs/diff.md', 'docs/ci.md', 'docs/diagnostics/README.md'],
  ],
  ['Start from what you have', ['docs/imports/']],
  [
    'Run it',
    [
      'docs/production.md',
      'docs/decision-log.md',
      'docs/observability.md',
      'docs/stores.md',
      'docs/scale.md',
      'docs/threats.md',
      'docs/readers-after-the-gate.md',
      'docs/versions.md',
      'docs/performance.md',
    ],
  ],
  ['Choose', ['docs/comparison.md', 'docs/elsewhere.md', 'docs/packages.md']],
  ['Examples', ['examples/']],
  ['API reference', ['docs/api/README.md', 'docs/api/']],
  ['Packages', ['packages/', 'apps/']],
  ['Diagnostics', ['docs/diagnostics/']],
  ['Decisions', ['docs/decisions/']],
  ['The project', []],
]

/** Whether a page is about how the language was tried with readers: it is for contributors, and the search leaves it out. */
export function isStudy(source: string): boolean {
  return /^docs\/language\/(?:readers|writers)/.test(source)
}

/** Divides the pages into groups. Every page is in exactly one. */
export function navigate(sources: readonly string[]): readonly NavigationGroup[] {
  const left = new Set(sources)
  const groups = purposes.map(([title, places]) => {
    const listed = places.flatMap((place) =>
      sources
        .filter((source) => left.has(source) && !isStudy(source))
        .filter((source) =>
          place.endsWith('/') ? source.startsWith(place) && !isNamed(source, place) : source === place,
        )
        .toSorted(
          (one, other) =>
            Number(!one.endsWith('README.md')) - Number(!other.endsWith('README.md')) || compare(one, other),
        ),
    )
    const taken = [...new Set(listed)]
    for (const source of taken) left.delete(source)
    return { title, sources: taken }
  })
  return groups
    .map((group) => (group.title === 'The project' ? { ...group, sources: [...left] } : group))
    .filter(({ sources: some }) => some.length > 0)
}

/** Whether a line names a page by itself, which then goes there and not where its folder goes. */
function isNamed(source: string, place: string): boolean {
  return purposes.some(([, places]) => places.includes(source) && !places.includes(place))
}

function compare(one: string, other: string): number {
  return addressOf(one) < addressOf(other) ? -1 : 1
}
