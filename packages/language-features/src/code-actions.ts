import { applyEdits, chooseFixes } from '@tidegate/dsl'
import type { Diagnostic, Fix, TextEdit } from '@tidegate/model'
import { type Analysis, analyse } from './analyse.ts'
import { diagnose, type EditorDiagnostic } from './diagnose.ts'
import { statementsIn } from './statements.ts'
import { offsetAt, type Range, type RangeEdit, rangeOf } from './text-position.ts'

/** Edits of several files, by name. */
export type FileEdits = Readonly<Record<string, readonly RangeEdit[]>>

/** A change that an editor offers. */
export interface CodeAction {
  readonly title: string
  readonly kind: 'quickfix' | 'source.fixAll'
  /** What the action fixes; absent for `source.fixAll`. */
  readonly diagnostic?: EditorDiagnostic
  readonly edits: FileEdits
}

/** Returns the fixes of the diagnostics that touch a range, and an acceptance for each finding that a comment can accept. */
export function codeActions(analysis: Analysis, file: string, range: Range): readonly CodeAction[] {
  const text = analysis.textOf(file)
  if (text === undefined) return []
  const [start, end] = [offsetAt(text, range.start), offsetAt(text, range.end)]
  const shown = diagnose(analysis)
  return analysis.checked.diagnostics.flatMap((diagnostic, index) => {
    const { span, fix } = diagnostic
    if (span.file !== file || span.start > end || span.end < start) return []
    const own = shown[index]!
    const actions: CodeAction[] = []
    if (fix !== undefined && canEdit(analysis, fix))
      actions.push({ title: fix.title, kind: 'quickfix', diagnostic: own, edits: editsOf(analysis, fix.edits) })
    const accepted = acceptanceOf(analysis, diagnostic)
    if (accepted !== undefined)
      actions.push({ title: `accept ${diagnostic.code} here`, kind: 'quickfix', diagnostic: own, edits: accepted })
    return actions
  })
}

/** Maximum number of checks in a row: some fixes are found only after others have been applied. */
const maxPasses = 10

/** Applies all fixes of a policy that can be applied together, as `tidegate check --fix` does; undefined if there is none. */
export function fixAll(analysis: Analysis): CodeAction | undefined {
  const texts = new Map<string, string>()
  let current = analysis
  for (let pass = 0; pass < maxPasses; pass++) {
    const { diagnostics } = current.checked
    // WHY: a corrected acceptance may accept what would otherwise be fixed.
    const ofAcceptances = diagnostics.filter(({ code, fix }) => code === 'TG463' && fix !== undefined)
    const isWritable = (file: string): boolean => current.textOf(file) !== undefined
    const { fixes, edits } = chooseFixes(ofAcceptances.length > 0 ? ofAcceptances : diagnostics, isWritable)
    if (fixes.length === 0) break
    let changed = false
    for (const [file, each] of edits) {
      const before = current.textOf(file)!.text
      const after = applyEdits(before, each)
      changed ||= before !== after
      texts.set(file, after)
    }
    if (!changed) break
    current = withTexts(analysis, texts)
  }
  const edits: Record<string, readonly RangeEdit[]> = {}
  for (const [file, newText] of texts) {
    const before = analysis.textOf(file)!
    if (before.text === newText) continue
    edits[file] = [{ range: rangeOf(before, { start: 0, end: before.text.length }), newText }]
  }
  return Object.keys(edits).length === 0
    ? undefined
    : { title: 'apply all fixes of this policy', kind: 'source.fixAll', edits }
}

/** Checks a policy again with other texts for some of its files. */
export function withTexts(analysis: Analysis, texts: ReadonlyMap<string, string>): Analysis {
  const { host, root } = analysis
  const text = texts.get(root) ?? analysis.textOf(root)!.text
  return analyse(
    { file: root, text },
    {
      ...host,
      readText: (name, fromFile, role) => {
        const content = host.readText(name, fromFile, role)
        const changed = content.kind === 'text' && role !== 'import' ? texts.get(content.file) : undefined
        return content.kind === 'text' && changed !== undefined
          ? { kind: 'text', file: content.file, text: changed }
          : content
      },
    },
  )
}

function canEdit(analysis: Analysis, { edits }: Fix): boolean {
  return edits.length > 0 && edits.every(({ span }) => analysis.textOf(span.file) !== undefined)
}

/** Returns edits of the language as edits of files. */
export function editsOf(analysis: Analysis, edits: readonly TextEdit[]): FileEdits {
  const byFile: Record<string, RangeEdit[]> = {}
  for (const { span, text: newText } of edits) {
    const text = analysis.textOf(span.file)
    if (text !== undefined) (byFile[span.file] ??= []).push({ range: rangeOf(text, span), newText })
  }
  return byFile
}

/** Inserts a comment above the statement that accepts a finding; errors, and findings about acceptances, cannot be accepted. */
function acceptanceOf(analysis: Analysis, { code, severity, span }: Diagnostic): FileEdits | undefined {
  const text = analysis.textOf(span.file)
  if (severity === 'error' || text === undefined || ['TG450', 'TG462', 'TG463'].includes(code)) return undefined
  const statement = statementsIn(analysis, span.file)
    .map((each) => each.statement.span)
    .findLast((each) => each.start <= span.start && span.start <= each.end)
  if (statement === undefined) return undefined
  const { line, character } = rangeOf(text, { start: statement.start, end: statement.start }).start
  const lineStart = text.lines.starts[line]!
  const indent = text.text.slice(lineStart, statement.start)
  if (indent.trim() !== '') return undefined
  const at = { line, character: character - indent.length }
  return { [span.file]: [{ range: { start: at, end: at }, newText: `${indent}# accept ${code}: TODO say why\n` }] }
}
