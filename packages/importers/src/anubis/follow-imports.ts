import { openYaml, type YamlValue } from '@tidegate/yaml-values'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { ReadIncluded } from '../included-files.ts'
import { textOf } from './read-rule.ts'

/** A rule, and the path of the included file that it is in. */
export interface AnubisItem {
  readonly item: YamlValue
  readonly file: string | undefined
}

const maxDepth = 8

/**
 * Returns the rules of a bot policy, or of a list of rules, with those of the files that it imports in their places. `(data)/…` is part of Anubis:
 * it is read from the folder of the policy if the policy is one of Anubis's own.
 */
export function followImports(
  root: YamlValue,
  file: string | undefined,
  included: ReadIncluded | undefined,
  draft: PolicyDraft,
  trail: readonly string[] = [],
): readonly AnubisItem[] {
  const bots = root.isMap ? root.entries().find(([key]) => key === 'bots')?.[1] : root
  if (bots?.isList !== true) {
    draft.note(root.line, 'the file contains no list `bots`, and is not a list of rules', file)
    return []
  }
  return bots.items().flatMap((item): readonly AnubisItem[] => {
    const imported = item.isMap ? item.entries().find(([key]) => key === 'import')?.[1] : undefined
    if (imported === undefined) return [{ item, file }]
    const path = textOf(imported)
    const plain = path.replace(/^\(data\)\//, '')
    const files = included?.(plain) ?? []
    if (files.length === 0) {
      const what = path.startsWith('(data)')
        ? 'it is part of Anubis: import a copy of it from the folder `data` of its sources, or use the catalogue (`bots … = catalog "ai-training"`)'
        : included === undefined
          ? 'the file is not read: import it too'
          : 'there is no such file'
      draft.note(item.line, `import ${path} is not resolved: ${what}`, file)
    }
    return files.flatMap(({ path: found, text }) => {
      if (trail.includes(found) || trail.length >= maxDepth) {
        draft.note(item.line, `import ${path} is skipped, because it imports itself or is nested too deeply`, file)
        return []
      }
      const { root: inner, problems } = openYaml(text, found)
      for (const { line, message } of problems) draft.note(line, message, found)
      return inner === undefined ? [] : followImports(inner, found, included, draft, [...trail, found])
    })
  })
}
