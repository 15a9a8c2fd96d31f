import type { Diagnostic, Fix, Related, Source, Span } from '@tidegate/model'
import { codes, type KnownCode } from '../codes.ts'
import { indexLines, placeOf } from './place-of.ts'

/** What may accompany a message. */
interface Remarks {
  readonly help?: string
  readonly fix?: Fix
  readonly related?: { readonly span: Span; readonly message: string }
}

/** Collects what is wrong with one source. */
export interface Reporter {
  readonly source: Source
  readonly diagnostics: readonly Diagnostic[]
  readonly report: (code: KnownCode, span: Span, message: string, remarks?: Remarks) => void
  /** How many diagnostics are kept; what comes later is dropped. */
  readonly room: number
  readonly isFull: () => boolean
  /** The span between two offsets of the source. */
  readonly span: (start: number, end: number) => Span
}

/** A reporter without diagnostics so far; it indexes the source's lines when the first one comes. */
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
