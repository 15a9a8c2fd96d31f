import { builtInFacts, factTypes } from '@tidegate/model'
import { checkOptions } from '../check-options.ts'
import { defaultLookupBounds, type LookupBounds } from './fact-definition.ts'
import type { Plugin } from './plugin.ts'

const parts = ['apiVersion', 'name', 'facts', 'lists', 'stores', 'replies', 'importers', 'observers']
const boundNames = Object.keys(defaultLookupBounds) as (keyof LookupBounds)[]
const factParts = ['type', 'values', 'read', 'resolve', 'whileUnknown', 'per', ...boundNames]
const keys = ['network', 'address', 'user', 'host']

/** Throws a `TypeError` that describes the first fault of a plugin. Its functions are not called. */
export function checkPlugin(plugin: unknown): asserts plugin is Plugin {
  if (!isRecord(plugin)) throw new TypeError('a plugin must be an object')
  const { apiVersion, name } = plugin
  if (typeof name !== 'string' || !isWord(name)) {
    throw new TypeError('the `name` of a plugin must be a word: letters, digits, `_`, inner `.` and `-`')
  }
  const where = `plugin \`${name}\``
  if (apiVersion !== 1) {
    throw new TypeError(`${where}: expected \`apiVersion: 1\`, the version that this engine supports`)
  }
  checkOptions(where, plugin, parts)
  for (const [fact, definition] of entriesOf(plugin['facts'], `${where}: \`facts\``)) checkFact(where, fact, definition)
  for (const part of ['lists', 'stores', 'replies', 'importers', 'observers'] as const) {
    for (const [key, value] of entriesOf(plugin[part], `${where}: \`${part}\``)) {
      if (typeof value !== 'function' && !(part === 'observers' && value === undefined)) {
        throw new TypeError(`${where}: \`${key}\` in \`${part}\` must be a function`)
      }
      if (part === 'lists' && !isWord(key)) throw new TypeError(`${where}: list source \`${key}\` must be a word`)
      if (part === 'replies' && !/^[a-z]+\/[a-z0-9.+-]+$/.test(key)) {
        throw new TypeError(`${where}: \`${key}\` must be a media type in lower case`)
      }
    }
  }
}

function checkFact(plugin: string, name: string, fact: unknown): void {
  const where = `${plugin}: fact \`${name}\``
  if (!isWord(name)) throw new TypeError(`${where} must be a word, which may contain dots`)
  if (builtInFacts.includes(name)) throw new TypeError(`${where} has the name of a built-in fact`)
  if (!isRecord(fact)) throw new TypeError(`${where} must be an object`)
  checkOptions(where, fact, factParts)
  const { type, values, read, resolve, whileUnknown, per } = fact
  if (!factTypes.some((known) => known === type)) {
    throw new TypeError(`${where}: \`type\` must be one of ${factTypes.map((each) => `\`${each}\``).join(', ')}`)
  }
  if (values !== undefined) checkValues(where, type, values)
  if ((typeof read === 'function') === (typeof resolve === 'function')) {
    throw new TypeError(`${where} must have either \`read\` (synchronous) or \`resolve\` (asynchronous)`)
  }
  if (typeof read === 'function') return
  if (whileUnknown !== 'absent' && whileUnknown !== 'wait') {
    throw new TypeError(`${where}: \`whileUnknown\` must be \`'absent'\` or \`'wait'\``)
  }
  if (per !== undefined && typeof per !== 'function' && !keys.some((key) => key === per)) {
    throw new TypeError(
      `${where}: \`per\` must be a function or one of ${keys.map((key) => `\`'${key}'\``).join(', ')}`,
    )
  }
  for (const bound of boundNames) checkBound(`${where}: \`${bound}\``, bound, fact[bound])
}

function checkValues(where: string, type: unknown, values: unknown): void {
  if (type !== 'text') throw new TypeError(`${where}: only facts of type \`text\` can have \`values\``)
  if (!Array.isArray(values) || values.length === 0 || !values.every((value) => typeof value === 'string')) {
    throw new TypeError(`${where}: \`values\` must be a non-empty array of strings`)
  }
}

function checkBound(where: string, bound: keyof LookupBounds, value: unknown): void {
  if (value === undefined) return
  const min = bound === 'cacheSize' || bound === 'concurrency' || bound === 'timeoutMs' || bound === 'perSecond' ? 1 : 0
  const isWhole = bound === 'cacheSize' || bound === 'concurrency' || bound === 'queue'
  const isRight = isWhole ? Number.isInteger(value) : typeof value === 'number'
  if (!isRight || (value as number) < min || !((value as number) < 2 ** 31)) {
    throw new TypeError(`${where} must be a ${isWhole ? 'whole number' : 'number'} of at least ${min}`)
  }
}

/** Whether a name has the form of a word. Keywords are not excluded; the checker of policies reports them where they are used. */
function isWord(name: string): boolean {
  return name.length <= 64 && /^\w+(?:[.-]+\w+)*$/.test(name) && /[A-Za-z]/.test(name)
}

function entriesOf(value: unknown, where: string): readonly (readonly [string, unknown])[] {
  if (value === undefined) return []
  if (!isRecord(value)) throw new TypeError(`${where} must be an object`)
  return Object.entries(value)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
