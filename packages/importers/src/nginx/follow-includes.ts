import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { ReadIncluded } from '../included-files.ts'
import { type Directive, type NginxFile, parseNginx } from './parse-nginx.ts'
import { noteAt } from './place.ts'

/** A configuration file that an `include` names. */
export interface FoundFile {
  readonly path: string
  readonly parsed: NginxFile
}

/** Returns the files that the pattern of an `include` names. */
export type FindFiles = (pattern: string) => readonly FoundFile[]

/** Files that come with nginx and do not affect access. */
const harmless =
  /(?:^|\/)(?:mime\.types|proxy\.conf|fastcgi\.conf|koi-(?:utf|win)|win-utf|(?:fastcgi|proxy|scgi|uwsgi)_params)$/

/**
 * Returns the directives of a configuration with those of the included files in place of each `include`. Includes that cannot be followed
 * are noted. `main` is the path of the file itself.
 */
export function followIncludes(
  directives: readonly Directive[],
  main: string,
  find: FindFiles | undefined,
  draft: PolicyDraft,
): readonly Directive[] {
  return within(directives, [main])

  function within(given: readonly Directive[], open: readonly string[]): readonly Directive[] {
    return given.flatMap((directive): readonly Directive[] => {
      if (directive.name === 'include' && directive.block === undefined) return filesOf(directive, open)
      if (directive.block === undefined) return [directive]
      return [{ ...directive, block: within(directive.block, open) }]
    })
  }

  function filesOf(directive: Directive, open: readonly string[]): readonly Directive[] {
    const pattern = directive.args[0] ?? ''
    if (harmless.test(pattern)) return []
    if (find === undefined) {
      noteAt(draft, directive, `include ${pattern}: the file is not read: import it too`)
      return []
    }
    const files = find(pattern)
    if (files.length === 0) noteAt(draft, directive, `include ${pattern}: no such file can be read`)
    return files.flatMap(({ path, parsed }): readonly Directive[] => {
      if (!open.includes(path)) return within(parsed.directives, [...open, path])
      noteAt(draft, directive, `include ${pattern}: ${path} includes itself`)
      return []
    })
  }
}

/** Returns a function that parses the files that `included` reads, each one once. Their syntax errors are noted. */
export function foundWith(included: ReadIncluded, draft: PolicyDraft): FindFiles {
  const known = new Map<string, NginxFile>()
  return (pattern) =>
    included(pattern).map(({ path, text }) => {
      const parsed = known.get(path) ?? parseNginx(text, { file: path })
      if (!known.has(path)) for (const { line, message } of parsed.faults) draft.note(line, message, path)
      known.set(path, parsed)
      return { path, parsed }
    })
}
