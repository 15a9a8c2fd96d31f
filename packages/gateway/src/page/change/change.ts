import type { Subject } from '../../operator/counter-operations.ts'

/** A change that an operator asks for on the page. */
export type Change =
  | { readonly kind: 'reset'; readonly subject: Subject }
  | { readonly kind: 'block'; readonly subject: Subject; readonly forMs: number }
  | { readonly kind: 'unblock'; readonly subject: Subject }
  | { readonly kind: 'tighten'; readonly statement: string; readonly forMs: number; readonly site?: string }
  | { readonly kind: 'undo'; readonly id: string }
  | { readonly kind: 'reload' }

/** How long blocks and added rules may last, as forms offer it. */
export const spans: readonly (readonly [value: string, label: string, ms: number])[] = [
  ['10m', '10 minutes', 600_000],
  ['1h', '1 hour', 3_600_000],
  ['4h', '4 hours', 4 * 3_600_000],
  ['1d', '1 day', 86_400_000],
  ['7d', '7 days', 7 * 86_400_000],
]

/** Reads a change from the fields of a form; a message if they are not those of a change. */
export function readChange(fields: URLSearchParams): Change | string {
  const forMs = spans.find(([value]) => value === (fields.get('for') ?? '1h'))?.[2]
  const site = given(fields, 'site')
  switch (fields.get('do')) {
    case 'reset':
      return withSubject(fields, (subject) => ({ kind: 'reset', subject }))
    case 'unblock':
      return withSubject(fields, (subject) => ({ kind: 'unblock', subject }))
    case 'block':
      if (forMs === undefined) return unknownSpan
      return withSubject(fields, (subject) => ({ kind: 'block', subject, forMs }))
    case 'tighten': {
      const statement = given(fields, 'statement')
      if (forMs === undefined) return unknownSpan
      if (statement === undefined) return 'Write a statement, such as: limit 10 per minute per ip'
      return { kind: 'tighten', statement, forMs, ...(site !== undefined && { site }) }
    }
    case 'undo': {
      const id = given(fields, 'id')
      return id === undefined ? 'Which rule? Choose one on the page of added rules.' : { kind: 'undo', id }
    }
    case 'reload':
      return { kind: 'reload' }
    case null:
    default:
      return 'This is not a change that the page knows.'
  }
}

const unknownSpan = 'Choose for how long.'

function withSubject(fields: URLSearchParams, change: (subject: Subject) => Change): Change | string {
  const subject = readSubject(fields)
  return subject.ip === undefined &&
    subject.user === undefined &&
    subject.key === undefined &&
    subject.limit === undefined
    ? 'Whose counters? Give an address, a user or a limit.'
    : change(subject)
}

/** Reads whose counters are meant. */
export function readSubject(fields: URLSearchParams): Subject {
  const key = Object.fromEntries(
    [...fields].flatMap(([name, value]) =>
      name.startsWith(keyPrefix) && value !== '' ? [[name.slice(keyPrefix.length), value]] : [],
    ),
  )
  const [site, limit, ip, user] = ['site', 'limit', 'ip', 'user'].map((name) => given(fields, name))
  return {
    ...(site !== undefined && { site }),
    ...(limit !== undefined && { limit }),
    ...(ip !== undefined && { ip }),
    ...(user !== undefined && { user }),
    ...(Object.keys(key).length > 0 && { key }),
  }
}

const keyPrefix = 'key.'

function given(fields: URLSearchParams, name: string): string | undefined {
  const text = fields.get(name)?.trim()
  return text === undefined || text === '' ? undefined : text
}

/** The fields of a form that asks for a change; `readChange` reads them back. */
export function fieldsOf(change: Change): Readonly<Record<string, string>> {
  switch (change.kind) {
    case 'reset':
    case 'unblock':
      return { do: change.kind, ...subjectFields(change.subject) }
    case 'block':
      return { do: change.kind, for: spanOf(change.forMs), ...subjectFields(change.subject) }
    case 'tighten':
      return {
        do: change.kind,
        for: spanOf(change.forMs),
        statement: change.statement,
        ...(change.site !== undefined && { site: change.site }),
      }
    case 'undo':
      return { do: change.kind, id: change.id }
    case 'reload':
      return { do: change.kind }
  }
}

function subjectFields({ key = {}, ...named }: Subject): Readonly<Record<string, string>> {
  const parts = Object.entries(key).map(([part, value]) => [`${keyPrefix}${part}`, value] as const)
  return { ...named, ...Object.fromEntries(parts) }
}

function spanOf(ms: number): string {
  return spans.find(([, , span]) => span === ms)?.[0] ?? '1h'
}
