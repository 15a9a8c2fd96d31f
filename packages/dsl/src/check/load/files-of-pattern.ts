import { isFilePattern, matchesName } from '@tidegate/values'
import type { IncludeDeclaration } from '../../syntax/ast/declarations.ts'
import type { WantedNames } from '../check-host.ts'
import { reportUnreadable } from '../report-unreadable.ts'
import type { Loading } from './loading.ts'

/** Maximum number of folders that one pattern lists; each level with a wildcard lists the folders that the levels before it match. */
const maxFolders = 1_000

/**
 * Returns the names of all files that an `include` names: those that match if it is a pattern, in ascending order, else the one that is written.
 * A pattern that matches no file, or is malformed, is reported.
 */
export function filesOfPattern(statement: IncludeDeclaration, loading: Loading): readonly string[] {
  const { file } = statement
  if (!isFilePattern(file.text)) return [file.text]
  const levels = file.text.split('/')
  if (levels.some((level) => level.includes('**'))) {
    loading.report.add('TG321', file.span, '`**` is not supported in names of files', {
      help: 'a `*` matches within one folder: write one `include` for each level, such as `include "rules/*.policy"` and `include "rules/*/*.policy"`',
    })
    return []
  }
  const first = levels.findIndex(isFilePattern)
  let found: readonly string[] = [
    levels
      .slice(0, first)
      .map((level) => `${level}/`)
      .join(''),
  ]
  // WHY: levels without a wildcard are listed, too, if they follow one: after `tenants/*/`, not every folder needs to contain the file.
  for (const [index, level] of levels.slice(first).entries()) {
    const isLast = first + index === levels.length - 1
    if (found.length > maxFolders) {
      loading.report.add('TG321', file.span, `expected a pattern that matches at most ${maxFolders} folders`)
      return []
    }
    const next = list(statement, found, { pattern: level, kind: isLast ? 'file' : 'folder' }, loading)
    if (next === undefined) return []
    found = isLast ? next : next.map((folder) => `${folder}/`)
  }
  if (found.length === 0) {
    loading.report.add('TG320', file.span, `\`${file.text}\` matches no file`, {
      help: 'a pattern that matches nothing is an error, because a missing folder must not admit what its rules refuse',
    })
  }
  return found
}

/** Returns the wanted names in all folders, each after its folder; undefined, after a report, if a folder cannot be read. */
function list(
  { file, span }: IncludeDeclaration,
  folders: readonly string[],
  wanted: WantedNames,
  { host, report }: Loading,
): readonly string[] | undefined {
  const names: string[] = []
  for (const folder of folders) {
    const written = folder === '' ? '.' : folder.slice(0, -1) || '/'
    const listed = host.listFolder?.(written, span.file, wanted) ?? {
      kind: 'error',
      message: 'folders cannot be listed here',
      help: 'name each file in an `include` of its own',
    }
    if (listed.kind === 'error') {
      reportUnreadable(report, file, { help: 'correct the name of the folder, or create it', ...listed })
      return undefined
    }
    const matching = listed.names.filter((name) => matchesName(wanted.pattern, name)).toSorted()
    for (const name of matching) names.push(`${folder}${name}`)
  }
  return names
}
