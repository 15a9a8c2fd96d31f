import { addedRulesView } from './views/added-rules.ts'
import { changesView } from './views/changes.ts'
import { limitsView } from './views/limits.ts'
import { listsView } from './views/lists.ts'
import { overview } from './views/overview.ts'
import { refusalView } from './views/refusal.ts'
import { refusalsView } from './views/refusals.ts'
import { reloadsView } from './views/reloads.ts'
import { rulesView } from './views/rules.ts'
import type { Render } from './view.ts'

/** The pages that show something, by path below the root; those that end with `/` are for everything below them. */
const routes: ReadonlyMap<string, Render> = new Map<string, Render>([
  ['', overview],
  ['/refusals', refusalsView],
  ['/refusals/', refusalView],
  ['/rules', rulesView],
  ['/limits', limitsView],
  ['/added-rules', (scene) => addedRulesView(scene)],
  ['/lists', listsView],
  ['/reloads', reloadsView],
  ['/changes', changesView],
])

/** Paths of all pages without data in their path. */
export const pagePaths: readonly string[] = [...routes.keys()].filter((path) => !path.endsWith('/'))

/** The page with this path, and what follows its path, decoded; undefined if there is none. */
export function routeOf(path: string): { readonly render: Render; readonly rest: string } | undefined {
  const exact = path.endsWith('/') ? undefined : routes.get(path)
  if (exact !== undefined) return { render: exact, rest: '' }
  const slash = path.indexOf('/', 1) + 1
  const below = slash === 0 ? undefined : routes.get(path.slice(0, slash))
  const rest = decoded(path.slice(slash))
  return below === undefined || rest === undefined || rest === '' ? undefined : { render: below, rest }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
