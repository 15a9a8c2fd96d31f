import { parseIp, parsePrefix } from '@tidegate/values'
import type { CounterQuery, Subject } from '../operator/counter-operations.ts'
import type { RefusalQuery } from '../operator/refusal-answers.ts'

/** Values by name, as a body or a query gives them. */
export type Fields = Readonly<Record<string, unknown>>

/** Thrown for a field with an invalid value, and for one that does not exist. */
export class FieldError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'FieldError'
  }
}

/** The text of a field; undefined if it is absent. Throws `FieldError` for other values, and for texts of more than 10,000 characters. */
export function textOf(fields: Fields, name: string): string | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (value === undefined) return undefined
  if (typeof value !== 'string' || value === '' || value.length > 10_000)
    throw new FieldError(`\`${name}\` has to be a text`)
  return value
}

/** The text of a field that has to be there. */
export function neededText(fields: Fields, name: string): string {
  const value = textOf(fields, name)
  if (value === undefined) throw new FieldError(`\`${name}\` is missing`)
  return value
}

/** The number of a field, which a query gives as a text. */
export function numberOf(fields: Fields, name: string): number | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (value === undefined) return undefined
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number) || number < 0)
    throw new FieldError(`\`${name}\` has to be a number`)
  return number
}

/** Throws `FieldError` for a field that none of `names` is: a misspelt name must not mean everything. */
export function allowFields(fields: Fields, names: readonly string[]): void {
  for (const name of Object.keys(fields))
    if (!names.includes(name)) throw new FieldError(`unknown field \`${name}\`; there are ${names.join(', ')}`)
}

const subjectFields = ['site', 'limit', 'ip', 'user', 'key'] as const

/** Whose counters are meant, with `others` being fields that mean something else. */
export function subjectOf(fields: Fields, ...others: readonly string[]): Subject {
  allowFields(fields, [...subjectFields, ...others])
  const [site, limit, ip, user] = ['site', 'limit', 'ip', 'user'].map((name) => textOf(fields, name))
  const key = keyOf(fields)
  return {
    ...(site !== undefined && { site }),
    ...(limit !== undefined && { limit }),
    ...(ip !== undefined && { ip }),
    ...(user !== undefined && { user }),
    ...(key !== undefined && { key }),
  }
}

function keyOf(fields: Fields): Readonly<Record<string, string>> | undefined {
  const value = Object.hasOwn(fields, 'key') ? fields['key'] : undefined
  if (value === undefined) return undefined
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new FieldError('`key` has to be an object with the value of each part')
  const entries = Object.entries(value)
  if (entries.length > 20 || entries.some(([, text]) => typeof text !== 'string' || text.length > 10_000))
    throw new FieldError('the values of `key` have to be texts')
  return Object.fromEntries(entries) as Readonly<Record<string, string>>
}

/** Which subjects close to a limit are asked for. */
export function counterQueryOf(fields: Fields): CounterQuery {
  const max = numberOf(fields, 'max')
  checkAddress(fields, (ip) => parseIp(ip) !== undefined)
  const blocked = textOf(fields, 'blocked')
  return {
    ...subjectOf(fields, 'max', 'blocked'),
    ...(max !== undefined && { max }),
    ...(blocked === 'true' && { blocked: true }),
  }
}

/** Which refusals are asked for. */
export function refusalQueryOf(fields: Fields): RefusalQuery {
  allowFields(fields, ['site', 'ip', 'user', 'rule', 'before', 'max'])
  checkAddress(fields, (ip) => parseIp(ip) !== undefined || parsePrefix(ip).kind !== 'invalid')
  const max = numberOf(fields, 'max')
  const texts = ['site', 'ip', 'user', 'rule', 'before'].flatMap((name) => {
    const value = textOf(fields, name)
    return value === undefined ? [] : [[name, value]]
  })
  return { ...(Object.fromEntries(texts) as RefusalQuery), ...(max !== undefined && { max }) }
}

/** Throws `FieldError` if what is given as an address is none: it would be that of no client, and nothing found. */
function checkAddress(fields: Fields, isOne: (text: string) => boolean): void {
  const ip = textOf(fields, 'ip')
  if (ip !== undefined && !isOne(ip)) throw new FieldError(`\`${ip}\` is not an address`)
}
