import type { PolicyDraft } from '../draft/policy-draft.ts'

/** A line of the imported file, or of a file that it includes. */
export interface Place {
  readonly line: number
  readonly file?: string
}

/** Writes a comment about a place before the next rule: what could not be imported, or only approximately. */
export function noteAt(draft: PolicyDraft, { line, file }: Place, message: string): void {
  draft.note(line, message, file)
}

/** Writes a comment about a place before the next rule that explains what is imported. */
export function remarkAt(draft: PolicyDraft, { line, file }: Place, message: string): void {
  draft.remark(line, message, file)
}

/** Returns a directive as text, for messages. */
export function directiveText({ name, args }: { readonly name: string; readonly args: readonly string[] }): string {
  return [name, ...args].join(' ')
}
