import type { Diagnostic, TextEdit } from '@tidegate/model'

/** A diagnostic whose fix is applied. */
export interface ChosenFix {
  readonly diagnostic: Diagnostic
  readonly title: string
}

/** Fixes that can be applied together, and their edits by file, ordered from the end of each text to its start. */
export interface Choice {
  readonly fixes: readonly ChosenFix[]
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>
}

/**
 * Chooses fixes that can be applied together, preferring those of earlier diagnostics. It skips a fix whose edits touch those of a chosen
 * fix, and a fix that changes a file for which `isWritable` is false. A fix is chosen completely or not at all.
 */
export function chooseFixes(diagnostics: readonly Diagnostic[], isWritable: (file: string) => boolean): Choice {
  const fixes: ChosenFix[] = []
  const taken: TextEdit[] = []
  for (const diagnostic of diagnostics) {
    const { fix } = diagnostic
    if (fix === undefined || fix.edits.length === 0) continue
    const edits = fix.edits.filter((edit) => !taken.some((other) => isSame(edit, other)))
    const isFree = edits.every((edit) => isWritable(edit.span.file) && !taken.some((other) => touches(edit, other)))
    if (!isFree || edits.length < fix.edits.length) continue
    taken.push(...edits)
    fixes.push({ diagnostic, title: fix.title })
  }
  const byFile = new Map<string, TextEdit[]>()
  for (const edit of taken) byFile.set(edit.span.file, [...(byFile.get(edit.span.file) ?? []), edit])
  for (const edits of byFile.values()) edits.sort((a, b) => b.span.start - a.span.start || b.span.end - a.span.end)
  return { fixes, edits: byFile }
}

/** Returns the text after edits, which must not overlap and are ordered from its end to its start. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return edits.reduce((before, { span, text: inserted }) => {
    return `${before.slice(0, span.start)}${inserted}${before.slice(span.end)}`
  }, text)
}

function touches(a: TextEdit, b: TextEdit): boolean {
  return a.span.file === b.span.file && a.span.start <= b.span.end && b.span.start <= a.span.end
}

function isSame(a: TextEdit, b: TextEdit): boolean {
  return a.text === b.text && a.span.file === b.span.file && a.span.start === b.span.start && a.span.end === b.span.end
}
