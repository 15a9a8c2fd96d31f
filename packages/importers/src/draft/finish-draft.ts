import { checkPolicy, formatText, noFiles } from '@tidegate/dsl'
import type { ImportNote, PolicyDraft } from './policy-draft.ts'

/** Policy text that was imported from another file, and its notes. */
export interface ImportedPolicy {
  readonly text: string
  /** Whether the policy contains at least one rule. */
  readonly hasRules: boolean
  readonly notes: readonly ImportNote[]
}

/** Thrown for a file whose policy would exceed the limits of the language. */
export class TooMuchText extends Error {}

const maxCharacters = 1_000_000

/**
 * Returns the text of a draft in the canonical format. INVARIANT: it passes `check`; if not, that is a bug in the importer, and
 * this throws an `Error`. Throws `TooMuchText` if the policy would exceed the limits of the language.
 */
export function finishDraft(draft: PolicyDraft): ImportedPolicy {
  if (!draft.hasRules()) draft.note(1, 'the file contains no access rules that can be imported')
  const written = draft.text()
  if (written.length > maxCharacters)
    throw new TooMuchText(`expected at most ${maxCharacters} characters, found ${written.length}`)
  const { text = written } = formatText({ file: 'imported.policy', text: written })
  if (text.length > maxCharacters)
    throw new TooMuchText(`expected at most ${maxCharacters} characters, found ${text.length}`)
  // Warnings are not needed here, and take longer than everything else.
  const { diagnostics } = checkPolicy(
    { file: 'imported.policy', text },
    { ...noFiles, limits: { ...noFiles.limits, findingSteps: 0 } },
  )
  const error = diagnostics.find(({ severity }) => severity === 'error')
  // Valid text may exceed the limits of the language for patterns, rules or tests in a rule.
  if (error?.message.startsWith('expected at most') === true) throw new TooMuchText(error.message)
  if (error !== undefined) {
    throw new Error(`the generated policy has an error in line ${error.place.line}: ${error.message}\n${text}`)
  }
  return { text, hasRules: draft.hasRules(), notes: draft.notes() }
}
