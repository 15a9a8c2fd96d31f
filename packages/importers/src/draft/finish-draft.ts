import { checkPolicy, formatText, noFiles } from '@tidegate/dsl'
import type { ImportNote, PolicyDraft } from './policy-draft.ts'

/** Policy text that was made of another file, and what its comments say. */
export interface ImportedPolicy {
  readonly text: string
  readonly notes: readonly ImportNote[]
}

/** What is said of a file that comes to more than a policy may hold. */
export class TooMuchText extends Error {}

const maxCharacters = 1_000_000

/**
 * The text of a draft in the canonical layout. INVARIANT: it passes `check`; a draft that does not is our mistake, and throws. Throws
 * `TooMuchText` for what no policy can hold.
 */
export function finishDraft(draft: PolicyDraft): ImportedPolicy {
  if (!draft.hasRules())
    draft.note(1, 'nothing here says who may come in, as far as it can be carried over: there is no rule')
  const written = draft.text()
  if (written.length > maxCharacters)
    throw new TooMuchText(`expected at most ${maxCharacters} characters, found ${written.length}`)
  const { text = written } = formatText({ file: 'imported.policy', text: written })
  if (text.length > maxCharacters)
    throw new TooMuchText(`expected at most ${maxCharacters} characters, found ${text.length}`)
  const { diagnostics } = checkPolicy({ file: 'imported.policy', text }, noFiles)
  const error = diagnostics.find(({ severity }) => severity === 'error')
  // What is right in itself may be more than the language takes: of patterns, rules, tests in a rule.
  if (error?.message.startsWith('expected at most') === true) throw new TooMuchText(error.message)
  if (error !== undefined) {
    throw new Error(`the policy that was written is wrong in line ${error.place.line}: ${error.message}\n${text}`)
  }
  return { text, notes: draft.notes() }
}
