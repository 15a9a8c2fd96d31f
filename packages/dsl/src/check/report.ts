import { codes, type CodeFacts, type KnownCode } from '../codes.ts'
import type { Diagnostic, Fix, TextEdit } from '../diagnostic.ts'
import type { Source, Span } from '../source.ts'
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
  /** Where people look for a span. */
  readonly place: (span: Span) => Diagnostic['place']
  /** Takes a diagnostic as it is. */
  readonly take: (diagnostic: Diagnostic) => void
  /** Files a diagnostic; the same one at the same place is filed once. */
  readonly add: (code: KnownCode, span: Span, message: string, details?: ReportDetails) => void
  readonly hasErrors: () => boolean
}

/** An empty report. */
export function createReport(): Report {
  const diagnostics: Diagnostic[] = []
  const sources = new Map<string, Source>()
  const lines = new Map<Source, LineIndex>()
  const seen = new Set<string>()

  function place(span: Span): Diagnostic['place'] {
    const source = sources.get(span.file) ?? { file: span.file, text: '' }
    const index = lines.get(source) ?? indexLines(source.text)
    lines.set(source, index)
    return placeOf(source, span, index)
  }

  function take(diagnostic: Diagnostic): void {
    const { code, span, message, place } = diagnostic
    const key = `${code} ${place.line} ${span.start} ${span.end} ${span.file} ${message}`
    if (seen.has(key)) return
    seen.add(key)
    diagnostics.push(diagnostic)
  }

  function add(code: KnownCode, span: Span, message: string, details: ReportDetails = {}): void {
    const { severity }: CodeFacts = codes[code]
    take({
      code,
      severity,
      span,
      place: place(span),
      message,
      ...(details.help !== undefined && { help: details.help }),
      ...(details.related !== undefined && {
        related: details.related.map(({ span: at, message: text }) => ({ span: at, place: place(at), message: text })),
      }),
      ...(details.fix !== undefined && { fix: details.fix }),
    })
  }

  return {
    diagnostics,
    get sources() {
      return [...sources.values()]
    },
    addSource: (source) => {
      if (!sources.has(source.file)) sources.set(source.file, source)
    },
    place,
    take,
    add,
    hasErrors: () => diagnostics.some(({ severity }) => severity === 'error'),
  }
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
