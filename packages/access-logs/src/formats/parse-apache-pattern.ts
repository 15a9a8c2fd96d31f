import { type Field, headerField } from './field.ts'
import { layPattern, type LogPattern, PatternError, type PatternPart } from './log-pattern.ts'

/** Conditions and modifiers, an argument in braces, the letter. */
const directive = /%(?:%|(?:!?\d{3}(?:,\d{3})*)?[<>]?(?:\{([^}]*)\})?(?:!?\d{3}(?:,\d{3})*)?[<>]?(\^t[io]|[a-zA-Z]))/g

/**
 * Parses a pattern in the syntax of Apache's `LogFormat`. Directives that say nothing about a request are skipped. Throws
 * `PatternError` for a `%` that starts no directive, and for time formats that cannot be read back.
 */
export function parseApachePattern(written: string, openEnd: boolean): LogPattern {
  const text = written
    // The first two directives together are the target; the others together are one time.
    .replaceAll('%U%q', '%{whole}U')
    // An IPv6 address contains colons: only both directives together say where it ends.
    .replaceAll(/%(?:\{c\})?[ah]:%\{remote\}p/g, '%{port}h')
    .replaceAll(/%\{([^}]*)\}t[.,]%\{[mu]sec_frac\}t( ?)%\{%z\}t/g, '%{$1$2%z}t')
  const parts: PatternPart[] = []
  let from = 0
  const literal = (end: number): void => {
    const written = text.slice(from, end)
    const stray = written.indexOf('%')
    if (stray >= 0) throw new PatternError(`\`${written.slice(stray, stray + 6)}\` is not a directive`)
    parts.push({ kind: 'literal', text: written })
  }
  for (const match of text.matchAll(directive)) {
    literal(match.index)
    from = match.index + match[0].length
    if (match[0] === '%%') parts.push({ kind: 'literal', text: '%' })
    else parts.push(...partsOf(match[0], match[1], match[2]!))
  }
  literal(text.length)
  return layPattern(parts, openEnd)
}

function partsOf(name: string, argument: string | undefined, letter: string): readonly PatternPart[] {
  if (letter === 't' && argument === undefined) {
    return [
      { kind: 'literal', text: '[' },
      { kind: 'place', field: { kind: 'time' }, name },
      { kind: 'literal', text: ']' },
    ]
  }
  return [{ kind: 'place', field: fieldOf(name, argument, letter), name }]
}

function fieldOf(name: string, argument: string | undefined, letter: string): Field {
  switch (letter) {
    case 'h':
      return argument === 'port' ? { kind: 'client', port: true } : { kind: 'client' }
    case 'a':
      return { kind: argument === undefined ? 'client' : 'ignored' }
    case 'l':
      return { kind: 'ident' }
    case 'u':
      return { kind: 'user' }
    case 'r':
      return { kind: 'request' }
    case 'm':
      return { kind: 'method' }
    case 'U':
      return { kind: 'target' }
    case 'q':
      return { kind: 'query' }
    case 's':
      return { kind: 'status' }
    case 'b':
    case 'B':
    case 'O':
      return { kind: 'bytes' }
    case 'v':
    case 'V':
      return { kind: 'host' }
    case 'i':
      return argument === undefined ? { kind: 'ignored' } : headerField(argument)
    case 'D':
      return durationField('us')
    case 'T':
      return durationField(argument ?? 's')
    case 't':
      return timeField(name, argument ?? '')
    default:
      return { kind: 'ignored' }
  }
}

/** Apache's times are those at which it received the request, unless `end:` is given, which is rare. */
function durationField(unit: string): Field {
  const msPerUnit = unit === 's' ? 1_000 : unit === 'ms' ? 1 : unit === 'us' ? 0.001 : undefined
  return msPerUnit === undefined ? { kind: 'ignored' } : { kind: 'duration', msPerUnit, timeIsEnd: false }
}

/** Returns the field of a time in one directive, if `createTimestampReader` can read it back. */
function timeField(name: string, format: string): Field {
  const plain = format.replace(/^(?:begin|end):/, '')
  if (plain === 'msec_frac' || plain === 'usec_frac') return { kind: 'ignored' }
  if (/^(?:sec|msec|usec|%s)$/.test(plain)) return { kind: 'time' }
  if (/^(?:%Y-%m-%d|%F)[T ](?:%H:%M:%S|%T)(?: ?%z|Z)?$/.test(plain)) return { kind: 'time' }
  if (/^%d\/%b\/%Y:(?:%H:%M:%S|%T)(?: %z)?$/.test(plain)) return { kind: 'time' }
  throw new PatternError(
    `\`${name}\` writes a time format that cannot be read back; use %t, %{msec}t or %{%Y-%m-%dT%H:%M:%S%z}t`,
  )
}
