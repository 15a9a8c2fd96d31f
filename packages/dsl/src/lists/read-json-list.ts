import { createEntryCollector, type EntryCollector, type Locate } from './entry-collector.ts'
import type { ListFile, ListFileOptions } from './list-file.ts'

/**
 * Reads a JSON list file: an array of entries at the top level, under `prefixes`, or under the key `at`. An entry is a string,
 * or an object with `ipv4Prefix` or `ipv6Prefix`.
 */
export function readJsonList(text: string, { at, maxEntries }: ListFileOptions): ListFile {
  const collector = createEntryCollector(maxEntries)
  const start: Locate = () => ({ line: 1, column: 1, length: 0 })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    collector.foreign('the file is not valid JSON', () => positionOf(error, text))
    return collector.finish()
  }
  const array = pickArray(value, at)
  if (typeof array === 'string') {
    collector.foreign(array, start)
    return collector.finish()
  }
  const locator = createLocator(text)
  array.forEach((entry, index) => addEntry(entry, index, collector, locator))
  return collector.finish()
}

/** Returns the array of entries, or an error message. `value` is the parsed file. */
function pickArray(value: unknown, at: string | undefined): readonly unknown[] | string {
  if (at === undefined && Array.isArray(value)) return value
  const key = at ?? 'prefixes'
  if (!isRecord(value) || !Object.hasOwn(value, key)) {
    return at === undefined
      ? 'expected an array of addresses, or an object with `prefixes`; `at "key"` selects another array'
      : `the file has no key \`${key}\` at the top level${keysOf(value)}`
  }
  const array = value[key]
  return Array.isArray(array) ? array : `\`${key}\` is not an array`
}

/** Returns the address of an entry: the string itself, or its `ipv4Prefix` or `ipv6Prefix`. */
function entryText(entry: unknown): string | undefined {
  if (typeof entry === 'string') return entry
  if (!isRecord(entry)) return undefined
  const prefix = entry['ipv4Prefix'] ?? entry['ipv6Prefix']
  return typeof prefix === 'string' ? prefix : undefined
}

function addEntry(entry: unknown, index: number, collector: EntryCollector, locator: (entry: string) => Locate): void {
  const text = entryText(entry)
  if (text !== undefined) collector.add(text, locator(text))
  else {
    const message = `entry ${index + 1} is neither a string nor an object with \`ipv4Prefix\` or \`ipv6Prefix\``
    collector.fault(message, () => ({ line: 1, column: 1, length: 0 }))
  }
}

/** Returns a function that finds entries in the text by their JSON form; of equal entries, it finds the first. Linear, and called only for entries with findings. */
function createLocator(text: string): (entry: string) => Locate {
  return (entry) => () => {
    const written = JSON.stringify(entry)
    const at = Math.max(0, text.indexOf(written))
    const before = text.slice(0, at).split(/\r\n|\r|\n/)
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, length: written.length }
  }
}

function keysOf(value: unknown): string {
  if (!isRecord(value)) return ''
  const arrays = Object.keys(value).filter((key) => Array.isArray(value[key]))
  return arrays.length === 0
    ? ''
    : `; the keys with arrays are ${arrays
        .slice(0, 8)
        .map((key) => `\`${key}\``)
        .join(', ')}`
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The position of a syntax error, if the JavaScript engine says it. WHY: the rest of its message quotes the file. */
function positionOf(error: unknown, text: string): ReturnType<Locate> {
  const at = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
  const before = text.slice(0, Number(at ?? 0)).split(/\r\n|\r|\n/)
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, length: 0 }
}
