import { checkPolicy, formatText, noFiles } from '@tidegate/dsl'
import type { ImportNote, PolicyDraft } from './policy-draft.ts'

/** Policy text that was made of another file, and what its comments say. */
export interface ImportedPolicy {
  readonly text: string
  readonly notes: readonly ImportNote[]
}

/**
 * The text of a draft in the canonical layout. INVARIANT: it passes `check`; a draft that does not is our mistake, and throws.
 */
export function finishDraft(draft: PolicyDraft): ImportedPolicy {
  const written = draft.text()
  const { text = written } = formatText({ file: 'imported.policy', text: written })
  const { diagnostics } = checkPolicy({ file: 'imported.policy', text }, noFiles)
  const error = diagnostics.find(({ severity }) => severity === 'error')
  if (error !== undefined) {
    throw new Error(`the policy that was written is wrong in line ${error.place.line}: ${error.message}\n${text}`)
  }
  return { text, notes: draft.notes() }
}
