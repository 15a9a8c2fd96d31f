import type { Diagnostic, Fix, Related, Source, Span } from '@tidegate/model'
import { codes, type KnownCode } from '../codes.ts'
import { indexLines, placeOf } from './place-of.ts'

/** Optional parts of a diagnostic. */
interface Remarks {
  readonly help?: string
  readonly fix?: Fix
  readonly related?: { readonly span: Span; readonly message: string }
}

/** Collects the diagnostics of one source. */
export interface Reporter {
  readonly source: Source
  readonly diagnostics: readonly Diagnostic[]
  readonly report: (code: KnownCode, span: Span, message: string, remarks?: Remarks) => void
  /** Maximum number of diagnostics to report; one more is kept to show that there were more, later ones are dropped. */
  readonly room: number
  readonly isFull: () => boolean
  /** The span between two offsets of the source. */
  readonly span: (start: number, end: number) => Span
}

/** Creates a reporter without diagnostics; it indexes the lines of the source when the first diagnostic is reported. */
export function createReporter(source: Source, room: number = Number.POSITIVE_INFINITY): Reporter {
  const diagnostics: Diagnostic[] = []
  let lines: ReturnType<typeof indexLines> | undefined
  const place = (span: Span): Diagnostic['place'] => placeOf(source, span, (lines ??= indexLines(source.text)))
  return {
    source,
    diagnostics,
    room,
    isFull: () => diagnostics.length > room,
    span: (start, end) => ({ file: source.file, start, end }),
    report: (code, span, message, { help, fix, related } = {}) => {
      if (diagnostics.length > room) return
      const relatedPlaces: Related[] = related === undefined ? [] : [{ ...related, place: place(related.span) }]
      diagnostics.push({
        code,
        severity: codes[code].severity,
        span,
        place: place(span),
        message,
        ...(help === undefined ? {} : { help }),
        ...(fix === undefined ? {} : { fix }),
        ...(relatedPlaces.length === 0 ? {} : { related: relatedPlaces }),
      })
    },
  }
}
