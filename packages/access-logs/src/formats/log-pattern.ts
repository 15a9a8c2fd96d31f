import { type Field, ignored } from './field.ts'

/** How lines of a text format are laid out: places between literal texts. */
export interface LogPattern {
  /** What stands in front of the first place. */
  readonly head: string
  readonly steps: readonly PatternStep[]
  /** What may follow the last place is passed over, if blank space comes first. */
  readonly openEnd: boolean
}

/** One place, and the literal text behind it. */
export interface PatternStep {
  readonly field: Field
  /** As the pattern names it: `$status`, `%>s`. */
  readonly name: string
  /** The literal text behind it; empty only for a last place that goes on to the end of the line. */
  readonly until: string
  /** It stands in quotes: those inside are escaped. */
  readonly quoted: boolean
}

/** Thrown by the readers of patterns: the message says what is wrong with it. */
export class PatternError extends Error {}

/** A part of a pattern as it is written. */
export type PatternPart =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'place'; readonly field: Field; readonly name: string }

/** The pattern of these parts. Throws `PatternError` where two places touch: where the first one ends could not be told. */
export function layPattern(parts: readonly PatternPart[], openEnd: boolean): LogPattern {
  const merged = merge(parts)
  const first = merged[0]
  const head = first?.kind === 'literal' ? first.text : ''
  const isWhole = merged.some((part) => part.kind === 'place' && part.field.kind === 'request')
  const steps: PatternStep[] = []
  let before = head
  for (const [index, part] of merged.entries()) {
    if (part.kind === 'literal') continue
    const next = merged[index + 1]
    if (next?.kind === 'place')
      throw new PatternError(
        `nothing stands between \`${part.name}\` and \`${next.name}\`: where the first one ends could not be told`,
      )
    const until = next?.kind === 'literal' ? next.text : ''
    const field = isWhole && isPiece(part.field) ? ignored : part.field
    steps.push({ field, name: part.name, until, quoted: before.endsWith('"') && until.startsWith('"') })
    before = until
  }
  if (steps.length === 0) throw new PatternError('it names no field')
  return { head, steps, openEnd }
}

/** WHY: beside the whole request its pieces tell nothing new, and servers write some of them changed (`$uri` is decoded). */
function isPiece({ kind }: Field): boolean {
  return kind === 'method' || kind === 'target' || kind === 'query'
}

/** Literals that touch become one. */
function merge(parts: readonly PatternPart[]): readonly PatternPart[] {
  const merged: PatternPart[] = []
  for (const part of parts) {
    const last = merged.at(-1)
    if (part.kind === 'literal' && last?.kind === 'literal')
      merged[merged.length - 1] = { kind: 'literal', text: last.text + part.text }
    else if (part.kind !== 'literal' || part.text !== '') merged.push(part)
  }
  return merged
}
