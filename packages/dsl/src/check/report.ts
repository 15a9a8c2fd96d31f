import type { Diagnostic, Fix, Place, Source, Span, TextEdit } from '@tidegate/model'
import { type CodeFacts, codes, type KnownCode } from '../codes.ts'
import { indexLines, type LineIndex, placeOf } from '../syntax/place-of.ts'

/** Optional parts of a diagnostic. */
export interface ReportDetails {
  readonly help?: string | undefined
  readonly related?: readonly { readonly span: Span; readonly message: string }[]
  readonly fix?: Fix | undefined
}

/** Collects the diagnostics of a check. */
export interface Report {
  /** In the order in which they were added. */
  readonly diagnostics: readonly Diagnostic[]
  readonly sources: readonly Source[]
  /** Registers a source, so that spans in it can be located. The first source of a name is kept. */
  readonly addSource: (source: Source) => void
  /** Never shows the text of a source: it may be a file that has nothing to do with policies, and hold secrets. Its spans can be located. */
  readonly withhold: (file: string) => void
  /** Registers a generated source with its original text: diagnostics in it are reported at the lines of the original. */
  readonly addGenerated: (source: Source, original: string) => void
  /** Returns a span for a position in a file whose text is not kept, because it is long: it is shown without an excerpt. */
  readonly spanAt: (place: Place) => Span
  /** Returns the line and column of a span. */
  readonly place: (span: Span) => Place
  /** Adds a complete diagnostic. */
  readonly take: (diagnostic: Diagnostic) => void
  /** Adds a diagnostic; duplicates at the same position are ignored. */
  readonly add: (code: KnownCode, span: Span, message: string, details?: ReportDetails) => void
  /** Adds a diagnostic about the check itself, which is reported even after too many others. */
  readonly conclude: (code: KnownCode, span: Span, message: string, details?: ReportDetails) => void
  /** Adds a diagnostic about a line (from 1) of a source. */
  readonly addAtLine: (code: KnownCode, file: string, line: number, message: string) => void
  readonly hasErrors: () => boolean
  /** Whether further errors are only counted, so that computing suggestions for them would be useless. */
  readonly isFull: () => boolean
}

/** Creates an empty report for at most `maxDiagnostics` errors, and as many warnings; if there are more, one diagnostic reports this. */
export function createReport(maxDiagnostics: number): Report {
  const diagnostics: Diagnostic[] = []
  const sources = new Map<string, Source>()
  const generated = new Map<string, Source>()
  const withheld = new Set<string>()
  const lines = new Map<Source, LineIndex>()
  const seen = new Set<string>()
  const placed = new WeakMap<Span, Place>()
  let placedSpans = 0
  let errors = 0
  let others = 0

  function linesOf(source: Source): LineIndex {
    const index = lines.get(source) ?? indexLines(source.text)
    lines.set(source, index)
    return index
  }

  function spanAt(at: Place): Span {
    placedSpans++
    const span = { file: at.file, start: placedSpans, end: placedSpans }
    placed.set(span, at)
    return span
  }

  function place(span: Span): Place {
    const known = placed.get(span)
    if (known !== undefined) return known
    const source = generated.get(span.file) ?? sources.get(span.file) ?? { file: span.file, text: '' }
    return placeOf(source, span, linesOf(source))
  }

  /** Converts a span of generated text to the line of the original. */
  function toOriginal(span: Span): { readonly span: Span; readonly place: Place } {
    const source = sources.get(span.file)
    const at = place(span)
    if (!generated.has(span.file) || source === undefined) return { span, place: at }
    const line = lineSpan(source, linesOf(source), at.line)
    return { span: line, place: placeOf(source, line, linesOf(source)) }
  }

  function take(diagnostic: Diagnostic): void {
    record(convert(diagnostic))
  }

  function convert(diagnostic: Diagnostic): Diagnostic {
    const { fix, related, ...rest } = diagnostic
    const isGenerated = generated.has(diagnostic.span.file)
    return {
      ...rest,
      ...toOriginal(diagnostic.span),
      ...(related !== undefined && { related: related.map((other) => ({ ...other, ...toOriginal(other.span) })) }),
      // WHY: the edits of the fix refer to the generated text, which cannot be edited.
      ...(fix !== undefined && !isGenerated && { fix }),
    }
  }

  function record(diagnostic: Diagnostic): void {
    const { code, span, message, place: at } = diagnostic
    const key = `${code} ${at.line} ${span.start} ${span.end} ${span.file} ${message}`
    if (seen.has(key)) return
    seen.add(key)
    // INVARIANT: errors are counted separately, so that no amount of advice hides an error.
    const isError = diagnostic.severity === 'error'
    const count = isError ? ++errors : ++others
    if (count <= maxDiagnostics) diagnostics.push(diagnostic)
    else if (count === maxDiagnostics + 1) diagnostics.push(tooMany(diagnostic, maxDiagnostics))
  }

  function add(code: KnownCode, span: Span, message: string, details: ReportDetails = {}): void {
    take(complete(code, span, message, details))
  }

  function conclude(code: KnownCode, span: Span, message: string, details: ReportDetails = {}): void {
    diagnostics.push(convert(complete(code, span, message, details)))
  }

  function complete(code: KnownCode, span: Span, message: string, { help, related, fix }: ReportDetails): Diagnostic {
    const { severity }: CodeFacts = codes[code]
    return {
      code,
      severity,
      span,
      place: place(span),
      message,
      ...(help !== undefined && { help }),
      ...(related !== undefined && { related: related.map((other) => ({ ...other, place: place(other.span) })) }),
      ...(fix !== undefined && { fix }),
    }
  }

  function addAtLine(code: KnownCode, name: string, line: number, message: string): void {
    const { severity }: CodeFacts = codes[code]
    const source = sources.get(name) ?? { file: name, text: '' }
    const span = lineSpan(source, linesOf(source), line)
    record({ code, severity, span, place: placeOf(source, span, linesOf(source)), message })
  }

  return {
    diagnostics,
    get sources() {
      return [...sources.values()].filter(({ file }) => !withheld.has(file))
    },
    addSource: (source) => {
      if (!sources.has(source.file)) sources.set(source.file, source)
    },
    withhold: (file) => void withheld.add(file),
    addGenerated: (source, original) => {
      sources.set(source.file, { file: source.file, text: original })
      generated.set(source.file, source)
    },
    spanAt,
    place,
    take,
    add,
    conclude,
    addAtLine,
    hasErrors: () => errors > 0,
    isFull: () => errors > maxDiagnostics,
  }
}

function tooMany({ severity, span, place }: Diagnostic, max: number): Diagnostic {
  const what = severity === 'error' ? 'errors' : 'warnings'
  const message = `too many ${what}: only the first ${max} are reported`
  return { code: 'TG124', severity: severity === 'error' ? 'error' : 'advice', span, place, message }
}

/** Returns the span of a line of a source, without leading and trailing white space. */
function lineSpan({ file, text }: Source, { starts }: LineIndex, line: number): Span {
  const start = starts[line - 1] ?? text.length
  const written = text.slice(start, starts[line] ?? text.length)
  const blanks = written.length - written.trimStart().length
  return { file, start: start + Math.min(blanks, written.trimEnd().length), end: start + written.trimEnd().length }
}

/** Returns a fix that replaces `span` by `text`. */
export function replaceFix(span: Span, text: string, title: string): Fix {
  const edit: TextEdit = { span, text }
  return { title, edits: [edit] }
}

/** Returns a fix that inserts `text` before `span`. */
export function insertFix(span: Span, text: string, title: string): Fix {
  return { title, edits: [{ span: { file: span.file, start: span.start, end: span.start }, text }] }
}
