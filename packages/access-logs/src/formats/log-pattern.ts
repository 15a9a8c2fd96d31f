import { clientHeaders } from './forwarded-list.ts'
import { type Field, ignored } from './field.ts'

/** The layout of lines of a text format: fields between literal texts. */
export interface LogPattern {
  /** The literal text before the first field. */
  readonly head: string
  readonly steps: readonly PatternStep[]
  /** Whether lines may continue after the last field, separated by white space. */
  readonly openEnd: boolean
}

/** A field, and the literal text after it. */
export interface PatternStep {
  readonly field: Field
  /** The name in the pattern: `$status`, `%>s`. */
  readonly name: string
  /** The literal text after the field; empty only for a last field that extends to the end of the line. */
  readonly until: string
  /** Whether the field is in quotes; quotes inside are escaped. */
  readonly quoted: boolean
}

/** Thrown for an invalid pattern; the message says what is wrong with it. */
export class PatternError extends Error {}

/** A part of a pattern as written. */
export type PatternPart =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'place'; readonly field: Field; readonly name: string }

/**
 * Returns the pattern with these parts. Throws `PatternError` for two adjacent fields, since the end of the first one could not
 * be detected.
 */
export function layPattern(parts: readonly PatternPart[], openEnd: boolean): LogPattern {
  const merged = merge(parts)
  const first = merged[0]
  const head = first?.kind === 'literal' ? first.text : ''
  const isWhole = merged.some((part) => part.kind === 'place' && part.field.kind === 'request')
  const steps: PatternStep[] = []
  let before = head
  for (const [index, part] of withClient(merged).entries()) {
    if (part.kind === 'literal') continue
    const next = merged[index + 1]
    if (next?.kind === 'place')
      throw new PatternError(
        `expected a separator between \`${part.name}\` and \`${next.name}\`; without one, the end of the first cannot be detected`,
      )
    const until = next?.kind === 'literal' ? next.text : ''
    const field = isWhole && isPiece(part.field) ? ignored : part.field
    steps.push({ field, name: part.name, until, quoted: before.endsWith('"') && until.startsWith('"') })
    before = until
  }
  if (steps.length === 0) throw new PatternError('it contains no field')
  return { head, steps, openEnd }
}

/**
 * WHY: if a pattern contains the whole request, fields with its parts add nothing, and servers change some parts when they write
 * them (`$uri` is decoded).
 */
function isPiece({ kind }: Field): boolean {
  return kind === 'method' || kind === 'target' || kind === 'query'
}

/**
 * Where a pattern has no client address, the addresses that proxies forwarded take its place: the first header field that contains
 * them, or the address that the server replaced.
 */
function withClient(parts: readonly PatternPart[]): readonly PatternPart[] {
  if (parts.some((part) => part.kind === 'place' && part.field.kind === 'client')) return parts
  const forwarding = parts.findIndex(
    (part) => part.kind === 'place' && part.field.kind === 'header' && clientHeaders.includes(part.field.name),
  )
  const at = forwarding >= 0 ? forwarding : parts.findIndex((part) => part.kind === 'place' && peers.has(part.name))
  return parts.map((part, index) => {
    if (index !== at || part.kind === 'literal') return part
    const { field } = part
    return { ...part, field: field.kind === 'header' ? { kind: 'forwarded', name: field.name } : { kind: 'client' } }
  })
}

/** Addresses of peers, next to which servers usually write the client that they found. */
const peers: ReadonlySet<string> = new Set(['$realip_remote_addr', '$proxy_protocol_addr', '%{c}a'])

/** Joins adjacent literals. */
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
