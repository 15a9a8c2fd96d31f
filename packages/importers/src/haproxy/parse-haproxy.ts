/** A line of a configuration: its words, the first of which is a keyword. */
export interface HaproxyLine {
  readonly words: readonly string[]
  /** From 1. */
  readonly line: number
}

/** A section, such as `frontend web`. */
export interface HaproxySection {
  readonly kind: string
  readonly name: string
  /** The words after the name. */
  readonly rest: readonly string[]
  readonly line: number
  readonly lines: readonly HaproxyLine[]
}

/** A configuration as sections, and what cannot be read. */
export interface HaproxyFile {
  readonly sections: readonly HaproxySection[]
  readonly faults: readonly { readonly line: number; readonly message: string }[]
}

const sectionKinds: ReadonlySet<string> = new Set(
  (
    'global defaults frontend backend listen peers resolvers userlist cache program http-errors mailers ring log-forward ' +
    'fcgi-app crt-store'
  ).split(' '),
)

/** Parses a configuration of HAProxy. Never throws: `faults` lists what cannot be read. Linear. */
export function parseHaproxy(text: string): HaproxyFile {
  const sections: { kind: string; name: string; rest: readonly string[]; line: number; lines: HaproxyLine[] }[] = []
  const faults: { line: number; message: string }[] = []
  for (const [index, raw] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = index + 1
    const words = wordsOf(raw)
    if (words === undefined) {
      faults.push({ line, message: 'a quoted string does not end in its line' })
      continue
    }
    const [first] = words
    if (first === undefined) continue
    const variable = /"[^"']*(?<!\\)(\$\{?[A-Za-z_]\w*)/.exec(raw)?.[1]
    if (variable !== undefined) faults.push({ line, message: `the environment variable ${variable} is not replaced` })
    if (first.startsWith('.')) {
      faults.push({
        line,
        message: `${words.join(' ')}: conditional blocks are read as if all their lines were active`,
      })
    } else if (sectionKinds.has(first)) {
      const [, name = '', ...rest] = words
      sections.push({ kind: first, name, rest, line, lines: [] })
    } else if (sections.length === 0) faults.push({ line, message: `${first} is outside every section` })
    else sections.at(-1)!.lines.push({ words, line })
  }
  return { sections, faults }
}

/**
 * Splits a line into words: quotes join, `#` begins a comment, and a backslash escapes blanks, quotes and itself; before other characters
 * it is part of the word. Undefined for an unterminated quote.
 */
function wordsOf(raw: string): readonly string[] | undefined {
  const words: string[] = []
  let word: string | undefined
  let quote = ''
  for (let at = 0; at < raw.length; at += 1) {
    const character = raw[at]!
    const next = raw[at + 1] ?? ''
    if (quote === "'") {
      if (character === "'") quote = ''
      else word += character
    } else if (character === '\\' && (quote === '' ? /[\s"'#\\nrt]/ : /["\\$nrt]/).test(next)) {
      word = (word ?? '') + (escapes[next] ?? next)
      at += 1
    } else if (quote === '"') {
      if (character === '"') quote = ''
      else word += character
    } else if (character === '"' || character === "'") {
      quote = character
      word ??= ''
    } else if (character === '#') break
    else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = (word ?? '') + character
  }
  if (quote !== '') return undefined
  if (word !== undefined) words.push(word)
  return words
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }
