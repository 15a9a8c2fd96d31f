import { Buffer } from 'node:buffer'
import { type Dictionary, type Item, joinedField, memberText, readDictionary, trimmed } from './parse-field.ts'
import type { SignedRequest } from './signed-request.ts'

/** Returns the value of a covered component; undefined if the request has none, or if the component is not one that this package reads. */
export type ReadComponent = (component: Item) => string | undefined

/** What several components of a request are read from. */
interface Parsed {
  /** The dictionary in a field, by the name of the field. */
  readonly dictionary: (name: string) => Dictionary | undefined
  /** The values of the parameters in the query, by their encoded names; undefined for names that it has several times. */
  readonly query: () => ReadonlyMap<string, string | undefined>
}

/**
 * Creates the reader of the covered components of a request (RFC 9421 §2). Of the parameters of components it knows only `key`, `bs` and `name`, because
 * `sf` needs the type of the field, and `req` and `tr` do not occur in requests.
 *
 * WHY not one function: what a component needs is parsed once for a request, because clients choose the components, and there may be many.
 */
export function createComponentReader(request: SignedRequest): ReadComponent {
  const dictionaries = new Map<string, Dictionary | undefined>()
  let query: ReadonlyMap<string, string | undefined> | undefined
  const parsed: Parsed = {
    dictionary(name) {
      if (!dictionaries.has(name)) {
        const text = joinedField(request.fields(name))
        dictionaries.set(name, text === undefined ? undefined : readDictionary(text))
      }
      return dictionaries.get(name)
    },
    query: () => (query ??= queryValues(request.target)),
  }
  return ([name, parameters]) => {
    if (typeof name !== 'string') return undefined
    const value = name.startsWith('@')
      ? derivedValue(name, parameters, request, parsed)
      : fieldValue(request.fields(name), name, parameters, parsed)
    // INVARIANT: a value has one line, and each of its characters is one byte. Otherwise, two requests could have one signature base.
    return value !== undefined && /^[\t\x20-\x7e\x80-\xff]*$/.test(value) ? value : undefined
  }
}

function derivedValue(
  name: string,
  parameters: Item[1],
  { method, scheme, authority, target }: SignedRequest,
  parsed: Parsed,
): string | undefined {
  if (name === '@query-param') {
    const key = parameters.get('name')
    return parameters.size === 1 && typeof key === 'string' ? parsed.query().get(key) : undefined
  }
  if (parameters.size > 0) return undefined
  const path = target.startsWith('/') ? target : undefined
  const query = path?.indexOf('?') ?? -1
  switch (name) {
    case '@method':
      return method
    case '@authority':
      return authority
    case '@scheme':
      return scheme
    case '@request-target':
      return target
    case '@target-uri':
      return path === undefined || authority === undefined ? undefined : `${scheme}://${authority}${path}`
    case '@path':
      return query < 0 ? path : path?.slice(0, query)
    case '@query':
      return path === undefined ? undefined : query < 0 ? '?' : path.slice(query)
    default:
      return undefined
  }
}

/** The parameters in the query of a target (RFC 9421 §2.2.8), as `Parsed.query`. */
function queryValues(target: string): ReadonlyMap<string, string | undefined> {
  const query = target.indexOf('?')
  const values = new Map<string, string | undefined>()
  if (query < 0) return values
  for (const [name, value] of new URLSearchParams(target.slice(query + 1))) {
    const key = encoded(name)
    values.set(key, values.has(key) ? undefined : encoded(value))
  }
  return values
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

function fieldValue(lines: readonly string[], name: string, parameters: Item[1], parsed: Parsed): string | undefined {
  if (lines.length === 0 || !/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name) || parameters.size > 1) return undefined
  if (parameters.size === 0) return lines.map(trimmed).join(', ')
  if (parameters.get('bs') === true) {
    return lines.map((line) => `:${Buffer.from(trimmed(line), 'latin1').toString('base64')}:`).join(', ')
  }
  const key = parameters.get('key')
  if (typeof key !== 'string') return undefined
  const member = parsed.dictionary(name)?.get(key)
  return member === undefined ? undefined : memberText(member)
}
