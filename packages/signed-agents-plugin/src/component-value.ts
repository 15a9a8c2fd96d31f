import { Buffer } from 'node:buffer'
import { type Item, joinedField, memberText, readDictionary, trimmed } from './parse-field.ts'
import type { SignedRequest } from './signed-request.ts'

/**
 * Returns the value of a covered component of a request (RFC 9421 §2); undefined if the request has none, or if the component is not one that this
 * package reads: of the parameters only `key`, `bs` and `name`, because `sf` needs the type of the field, and `req` and `tr` do not occur in
 * requests.
 */
export function componentValue([name, parameters]: Item, request: SignedRequest): string | undefined {
  if (typeof name !== 'string') return undefined
  const value = name.startsWith('@')
    ? derivedValue(name, parameters, request)
    : fieldValue(request.fields(name), name, parameters)
  // INVARIANT: a value has one line, and each of its characters is one byte. Otherwise, two requests could have one signature base.
  return value !== undefined && /^[\t\x20-\x7e\x80-\xff]*$/.test(value) ? value : undefined
}

function derivedValue(
  name: string,
  parameters: Item[1],
  { method, scheme, authority, target }: SignedRequest,
): string | undefined {
  if (name === '@query-param') return parameters.size === 1 ? queryValue(parameters.get('name'), target) : undefined
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

/** The value of the only query parameter of this name (RFC 9421 §2.2.8). */
function queryValue(name: unknown, target: string): string | undefined {
  const query = target.indexOf('?')
  if (typeof name !== 'string' || query < 0) return undefined
  const found = [...new URLSearchParams(target.slice(query + 1))].filter(([each]) => encoded(each) === name)
  return found.length === 1 ? encoded(found[0]![1]) : undefined
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

function fieldValue(lines: readonly string[], name: string, parameters: Item[1]): string | undefined {
  if (lines.length === 0 || !/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name) || parameters.size > 1) return undefined
  if (parameters.size === 0) return lines.map(trimmed).join(', ')
  if (parameters.get('bs') === true) {
    return lines.map((line) => `:${Buffer.from(trimmed(line), 'latin1').toString('base64')}:`).join(', ')
  }
  const key = parameters.get('key')
  const text = joinedField(lines)
  if (typeof key !== 'string' || text === undefined) return undefined
  const member = readDictionary(text)?.get(key)
  return member === undefined ? undefined : memberText(member)
}
