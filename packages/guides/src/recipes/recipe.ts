import { type Outcome, readOutcome } from '../pages/outcome.ts'
import { filesOf, readSections } from '../pages/read-sections.ts'

/** A program of a page of `docs/recipes`, and requests with what the client receives. */
export interface Recipe {
  readonly title: string
  /** The files of the program by name, among them the main one and `site.policy`. */
  readonly files: Readonly<Record<string, string>>
  readonly rows: readonly { readonly line: number; readonly request: string; readonly expected: Outcome }[]
}

/** The recipes of a page: each section with the file `main`. Throws an `Error` for one without a policy or a table of requests. */
export function readRecipes(text: string, main: string = 'main.ts'): readonly Recipe[] {
  return readSections(text).flatMap((section) => {
    const files = filesOf(section)
    const { title, line, rows } = section
    if (files[main] === undefined) return []
    if (files['site.policy'] === undefined || rows.length === 0)
      throw new Error(`line ${line}: \`${title}\` needs a policy and a table of requests`)
    return {
      title,
      files,
      rows: rows.map(({ line: at, cells: [request = '', outcome = ''] }) => ({
        line: at,
        request,
        expected: readOutcome(outcome),
      })),
    }
  })
}
