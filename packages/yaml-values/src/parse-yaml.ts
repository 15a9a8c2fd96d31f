import { type Document, isScalar, LineCounter, parseDocument, visit, YAMLParseError } from 'yaml'

/** Limits on the size of a YAML text, checked before it is parsed. */
export interface YamlLimits {
  /** Characters, or bytes where the caller counts bytes. */
  readonly size: number
  /** Lines, commas, brackets and colons together: the parser needs up to two kilobytes of memory for each. */
  readonly parts: number
}

/** The limits that apply unless the caller sets others. A file at a limit takes about half a gigabyte and some seconds. */
export const defaultYamlLimits: YamlLimits = { size: 4_000_000, parts: 250_000 }

/** Returns the reason why a text is too large to be parsed; undefined if it is not. */
export function yamlSizeFault(text: string, limits: YamlLimits = defaultYamlLimits): string | undefined {
  if (text.length > limits.size) return `expected at most ${limits.size} characters of YAML, found ${text.length}`
  const parts = countParts(text)
  if (parts <= limits.parts) return undefined
  return `expected at most ${limits.parts} lines, commas, brackets and colons in YAML, found ${parts}`
}

function countParts(text: string): number {
  let parts = 1
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    // A line break, `,`, `[`, `{`, or `-`, `:` or `?` before white space.
    if (code === 10 || code === 13 || code === 44 || code === 91 || code === 123) parts++
    else if ((code === 45 || code === 58 || code === 63) && text.charCodeAt(at + 1) <= 32) parts++
  }
  return parts
}

/**
 * Parses a YAML or JSON text. A text that is too large, or nested too deeply for the parser, becomes a document with an error. Linear: a key that appears twice in
 * one map is an error, found without comparing each key with all others.
 */
export function parseYaml(text: string, lines: LineCounter = new LineCounter()): Document {
  const fault = yamlSizeFault(text)
  if (fault !== undefined) return failed(fault)
  try {
    const document: Document = parseDocument(text, {
      strict: true,
      uniqueKeys: false,
      lineCounter: lines,
    })
    if (document.errors.length === 0) reportDuplicates(document, lines)
    return document
  } catch (error) {
    // The parser calls itself for each level.
    if (!(error instanceof RangeError)) throw error
    return failed('it is nested too deeply')
  }
}

function failed(message: string): Document {
  const document: Document = parseDocument('')
  const error = new YAMLParseError([0, 0], 'RESOURCE_EXHAUSTION', message)
  error.linePos = [{ line: 1, col: 1 }]
  document.errors.push(error)
  return document
}

function reportDuplicates(document: Document, lines: LineCounter): void {
  visit(document, {
    Map: (_key, map) => {
      const known = new Set<unknown>()
      for (const { key } of map.items) {
        if (!isScalar(key)) continue
        if (known.has(key.value)) {
          const [start, , end] = key.range ?? [0, 0, 0]
          const error = new YAMLParseError([start, end], 'DUPLICATE_KEY', 'Map keys must be unique')
          error.linePos = [lines.linePos(start)]
          document.errors.push(error)
        }
        known.add(key.value)
      }
    },
  })
}
