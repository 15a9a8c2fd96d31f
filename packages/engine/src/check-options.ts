import { didYouMean } from '@tidegate/values'

/**
 * Throws a `TypeError` that names the first unknown option, with the most similar known name. The message starts with `where`, the
 * name of the function that takes the options. Values are not checked.
 */
export function checkOptions(where: string, options: unknown, known: readonly string[]): void {
  if (options === undefined) return
  if (typeof options !== 'object' || options === null) throw new TypeError(`${where}: options must be an object`)
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue
    const similar = didYouMean(name, known)
    const help =
      similar === undefined
        ? `known options: ${[...new Set(known)].map(quote).join(', ')}`
        : `did you mean ${quote(similar)}?`
    throw new TypeError(`${where}: unknown option ${quote(name)}; ${help}`)
  }
}

/**
 * Throws a `TypeError` unless `given` is an object of options, or absent. A request or context is none: frameworks pass it if a function is
 * mounted instead of its result. `example` is the right call.
 */
export function checkIsOptions(where: string, given: unknown, example: string): void {
  if (given === undefined || given === null) return
  if (typeof given !== 'object' || Array.isArray(given))
    throw new TypeError(`${where}: options must be an object, found ${shownValue(given)}: write \`${example}\``)
  if ('headers' in given || 'req' in given)
    throw new TypeError(`${where}: expected options, found a request: mount the result of a call, \`${example}\``)
}

/** What the value of an option may be, in words for an error. */
export type ValueKind = 'boolean' | 'false' | 'text' | 'number' | 'function' | 'object' | 'list' | readonly string[]

/**
 * Throws a `TypeError` for the first option whose value is of another kind than `kinds` says, with a similar choice if there is one. Absent
 * options are valid, and so are those without an entry in `kinds`; a list of texts within an entry names valid texts.
 */
export function checkValues(
  where: string,
  options: object,
  kinds: Readonly<Record<string, readonly ValueKind[]>>,
): void {
  for (const [name, value] of Object.entries(options)) {
    const any = Object.hasOwn(kinds, name) ? kinds[name]! : []
    if (value === undefined || any.length === 0 || any.some((kind) => isOfKind(value, kind))) continue
    const choices = any.flatMap((kind) => (typeof kind === 'string' ? [] : kind))
    const similar = typeof value === 'string' ? didYouMean(value, choices) : undefined
    const help = similar === undefined ? '' : `; did you mean ${quote(similar)}?`
    const expected = any.flatMap((kind) => (typeof kind === 'string' ? [kindWords[kind]] : kind.map(quote)))
    throw new TypeError(`${where}: ${quote(name)} must be ${orList(expected)}, found ${shownValue(value)}${help}`)
  }
}

/** Returns a short text of any value for an error message. */
export function shownValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value.length > 40 ? 'a long string' : JSON.stringify(value)
    case 'number':
    case 'bigint':
    case 'boolean':
    case 'undefined':
      return String(value)
    case 'function':
      return 'a function'
    case 'symbol':
      return 'a symbol'
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? 'an array' : 'an object'
  }
}

const kindWords: Readonly<Record<Exclude<ValueKind, readonly string[]>, string>> = {
  boolean: '`true` or `false`',
  false: '`false`',
  text: 'a string',
  number: 'a number',
  function: 'a function',
  object: 'an object',
  list: 'an array',
}

function isOfKind(value: unknown, kind: ValueKind): boolean {
  switch (kind) {
    case 'boolean':
      return typeof value === 'boolean'
    case 'false':
      return value === false
    case 'text':
      return typeof value === 'string'
    case 'number':
      return typeof value === 'number' && !Number.isNaN(value)
    case 'function':
      return typeof value === 'function'
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    case 'list':
      return Array.isArray(value)
  }
  return typeof value === 'string' && kind.includes(value)
}

function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)!}`
}

function quote(name: string): string {
  return `\`${name}\``
}
