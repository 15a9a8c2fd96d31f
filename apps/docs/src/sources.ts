import { globSync } from 'node:fs'
import { posix } from 'node:path'

/** Which Markdown of the repository becomes pages: all that is for readers. */
const patterns = [
  'README.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'CODE_OF_CONDUCT.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'docs/**/*.md',
  'packages/*/README.md',
  'apps/*/README.md',
  'examples/**/README.md',
]

/** The Markdown files that become pages, relative to the root of the repository, in alphabetical order. */
export function sourcesOf(root: string): readonly string[] {
  return patterns
    .flatMap((pattern) =>
      globSync(pattern, { cwd: root, exclude: (name) => name === 'node_modules' || name === 'dist' }),
    )
    .map((file) => file.replaceAll('\\', '/'))
    .toSorted((one, other) => (one < other ? -1 : 1))
}

/**
 * The address of the page of a Markdown file, relative to the site: `docs/cli.md` becomes `cli.html`, `docs/migrate/README.md` becomes
 * `migrate/index.html`, and `packages/engine/README.md` becomes `packages/engine.html`. The index of `docs` is `contents.html`, because `index.html` is the
 * landing page.
 */
export function addressOf(source: string): string {
  if (source === 'docs/README.md') return 'contents.html'
  if (!source.includes('/')) return `project/${source.slice(0, -'.md'.length).toLowerCase().replaceAll('_', '-')}.html`
  if (source.startsWith('docs/')) {
    const below = source.slice('docs/'.length)
    return posix.basename(below) === 'README.md'
      ? `${posix.dirname(below)}/index.html`
      : below.replace(/\.md$/, '.html')
  }
  return `${posix.dirname(source)}.html`
}
