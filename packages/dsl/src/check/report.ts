import type { Diagnostic, Fix, Place, Source, Span, TextEdit } from '@tidegate/model'
import { type CodeFacts, codes, type KnownCode } from '../codes.ts'
import { indexLines, type LineIndex, placeOf } from '../syntax/place-of.ts'

/** What a diagnostic may say beside its sentence. */
export interface ReportDetails {
  readonly help?: string | undefined
  readonly related?: readonly { readonly span: Span; readonly message: string }[]
  readonly fix?: Fix | undefined
}

/** Where the parts of a check run put what they find. */
export interface Report {
  /** In the order of finding. */
  readonly diagnostics: readonly Diagnostic[]
  readonly sources: readonly Source[]
  /** Makes a source known, so that spans in it get places. The first source of a name is kept. */
  readonly addSource: (source: Source) => void
  /** Makes a generated source known, with the text that it was made of: what is found in it is reported at lines of that text. */
  readonly addGenerated: (source: Source, original: string) => void
  /** Where people look for a span. */
  readonly place: (span: Span) => Place
  /** Takes a diagnostic as it is. */
  readonly take: (diagnostic: Diagnostic) => void
  /** Files a diagnostic; the same one at the same place is filed once. */
  readonly add: (code: KnownCode, span: Span, message: string, details?: ReportDetails) => void
  /** Files a diagnostic about a line (from 1) of a source. */
  readonly addAtLine: (code: KnownCode, file: string, line: number, message: string) => void
  readonly hasErrors: () => boolean
  /** Whether further errors are only counted: a suggestion for one would not be seen. */
  readonly isFull: () => boolean
}

/** An empty report that takes at most so many errors, and as many warnings; of more, one says so. */
export function createReport(maxDiagnostics: number): Report {
  const diagnostics: Diagnostic[] = []
  const sources = new Map<string, Source>()
  const generated = new Map<string, Source>()
  const lines = new Map<Source, LineIndex>()
  const seen = new Set<string>()
  let errors = 0
  let others = 0

  function linesOf(source: Source): LineIndex {
    const index = lines.get(source) ?? indexLines(source.text)
    lines.set(source, index)
    return index
  }

  function place(span: Span): Place {
    const source = generated.get(span.file) ?? sources.get(span.file) ?? { file: span.file, text: '' }
    return placeOf(source, span, linesOf(source))
  }

  /** A span of generated text as the line that it was made of. */
  function toOriginal(span: Span): { readonly span: Span; readonly place: Place } {
    const source = sources.get(span.file)
    const at = place(span)
    if (!generated.has(span.file) || source === undefined) return { span, place: at }
    const line = lineSpan(source, linesOf(source), at.line)
    return { span: line, place: placeOf(source, line, linesOf(source)) }
  }

  function take(diagnostic: Diagnostic): void {
    const { fix, related, ...said } = diagnostic
    const isGenerated = generated.has(diagnostic.span.file)
    const filed: Diagnostic = {
      ...said,
      ...toOriginal(diagnostic.span),
      ...(related !== undefined && { related: related.map((other) => ({ ...other, ...toOriginal(other.span) })) }),
      // WHY: the edits of a fix are of the generated text, which nobody can edit.
      ...(fix !== undefined && !isGenerated && { fix }),
    }
    file(filed)
  }

  function file(diagnostic: Diagnostic): void {
    const { code, span, message, place: at } = diagnostic
    const key = `${code} ${at.line} ${span.start} ${span.end} ${span.file} ${message}`
    if (seen.has(key)) return
    seen.add(key)
    // INVARIANT: errors and the rest are counted apart, so that no amount of advice hides an error.
    const isError = diagnostic.severity === 'error'
    const count = isError ? ++errors : ++others
    if (count <= maxDiagnostics) diagnostics.push(diagnostic)
    else if (count === maxDiagnostics + 1) diagnostics.push(tooMany(diagnostic, maxDiagnostics))
  }

  function add(code: KnownCode, span: Span, message: string, { help, related, fix }: ReportDetails = {}): void {
    const { severity }: CodeFacts = codes[code]
    take({
      code,
      severity,
      span,
      place: place(span),
      message,
      ...(help !== undefined && { help }),
      ...(related !== undefined && { related: related.map((other) => ({ ...other, place: place(other.span) })) }),
      ...(fix !== undefined && { fix }),
    })
  }

  function addAtLine(code: KnownCode, name: string, line: number, message: string): void {
    const { severity }: CodeFacts = codes[code]
    const source = sources.get(name) ?? { file: name, text: '' }
    const span = lineSpan(source, linesOf(source), line)
    file({ code, severity, span, place: placeOf(source, span, linesOf(source)), message })
  }

  return {
    diagnostics,
    get sources() {
      return [...sources.values()]
    },
    addSource: (source) => {
      if (!sources.has(source.file)) sources.set(source.file, source)
    },
    addGenerated: (source, original) => {
      sources.set(source.file, { file: source.file, text: original })
      generated.set(source.file, source)
    },
    place,
    take,
    add,
    addAtLine,
    hasErrors: () => errors > 0,
    isFull: () => errors > maxDiagnostics,
  }
}

function tooMany({ severity, span, place }: Diagnostic, most: number): Diagnostic {
  const what = severity === 'error' ? 'errors' : 'warnings'
  const message = `too many ${what}: only the first ${most} are reported`
  return { code: 'TG124', severity: severity === 'error' ? 'error' : 'advice', span, place, message }
}

/** A line of a source, from its first character that is no blank to its end. */
function lineSpan({ file, text }: Source, { starts }: LineIndex, line: number): Span {
  const start = starts[line - 1] ?? text.length
  const written = text.slice(start, starts[line] ?? text.length)
  const blanks = written.length - written.trimStart().length
  return { file, start: start + Math.min(blanks, written.trimEnd().length), end: start + written.trimEnd().length }
}

/** A fix of one edit: `text` in the place of `span`. */
export function replaceFix(span: Span, text: string, title: string): Fix {
  const edit: TextEdit = { span, text }
  return { title, edits: [edit] }
}

/** A fix that puts `text` before `span`. */
export function insertFix(span: Span, text: string, title: string): Fix {
  return { title, edits: [{ span: { file: span.file, start: span.start, end: span.start }, text }] }
}
