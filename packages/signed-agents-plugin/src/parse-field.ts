import {
  type Dictionary,
  type InnerList,
  isInnerList,
  type Item,
  parseDictionary,
  parseItem,
  serializeInnerList,
  serializeItem,
} from 'structured-headers'

export { type Dictionary, type InnerList, isInnerList, type Item }

/** Maximum length of the lines of a field together, in characters. Clients choose them, and parsing takes time proportional to it. */
const maxFieldLength = 8_192

/** The value of a field with several lines (RFC 9110 §5.3); undefined if it is absent or too long. */
export function joinedField(lines: readonly string[]): string | undefined {
  if (lines.length === 0) return undefined
  const text = lines.map(trimmed).join(', ')
  return text.length > maxFieldLength ? undefined : text
}

/**
 * A line without the spaces and tabs around it, and with each line folding replaced by a space (RFC 9421 §2.1). Linear in the line.
 *
 * WHY not `/[\t ]+$/`: it tries each run of spaces from each of its positions, and clients choose the runs.
 */
export function trimmed(line: string): string {
  const parts = line.split('\r\n')
  return parts.every((part, at) => at === 0 || isBlank(part, 0))
    ? parts.map(withoutBlanks).join(' ')
    : withoutBlanks(line)
}

function withoutBlanks(text: string): string {
  let [start, end] = [0, text.length]
  while (start < end && isBlank(text, start)) start++
  while (end > start && isBlank(text, end - 1)) end--
  return text.slice(start, end)
}

function isBlank(text: string, at: number): boolean {
  return text[at] === ' ' || text[at] === '\t'
}

/** Parses a dictionary (RFC 9651 §3.2); undefined if the text is not one. */
export function readDictionary(text: string): Dictionary | undefined {
  return orUndefined(() => parseDictionary(text))
}

/** Parses an item (RFC 9651 §3.3); undefined if the text is not one. */
export function readItem(text: string): Item | undefined {
  return orUndefined(() => parseItem(text))
}

/** The text of a member of a dictionary, in the only form in which it is signed; undefined if it has none. */
export function memberText(member: Item | InnerList): string | undefined {
  return orUndefined(() => (isInnerList(member) ? serializeInnerList(member) : serializeItem(member)))
}

// WHY: the library reports syntax errors as exceptions, and values that have no text too. Both are a matter of what the client sent.
function orUndefined<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
