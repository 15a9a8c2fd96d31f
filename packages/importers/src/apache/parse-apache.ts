/** A directive or section of Apache httpd. */
export interface ApacheDirective {
  /** The name in lower case, without angle brackets. */
  readonly name: string
  readonly args: readonly string[]
  readonly line: number
  /** The directives of a section. */
  readonly block?: readonly ApacheDirective[]
}

/** A configuration as a tree, and the syntax errors in its text. */
export interface ApacheFile {
  readonly directives: readonly ApacheDirective[]
  readonly faults: readonly { readonly line: number; readonly message: string }[]
}

const maxDepth = 64

/** Parses the text of a configuration file or `.htaccess` of Apache httpd. Never throws. Linear. */
export function parseApache(text: string): ApacheFile {
  const faults: { line: number; message: string }[] = []
  const root: ApacheDirective[] = []
  const open: { readonly name: string; readonly line: number; readonly block: ApacheDirective[] }[] = []
  for (const { text: line, number } of logicalLines(text)) {
    const into = open.at(-1)?.block ?? root
    const closing = /^<\/\s*(\w+)\s*>$/.exec(line)
    const opening = /^<\s*(\w+)\s*(.*?)>?$/.exec(line)
    if (closing !== null) {
      const name = closing[1]!.toLowerCase()
      if (open.at(-1)?.name === name) open.pop()
      else faults.push({ line: number, message: `${line} has no matching opening line` })
    } else if (opening !== null && line.startsWith('<')) {
      const block: ApacheDirective[] = []
      const name = opening[1]!.toLowerCase()
      into.push({ name, args: wordsOf(opening[2]!), line: number, block })
      if (open.length < maxDepth) open.push({ name, line: number, block })
      else faults.push({ line: number, message: 'sections are nested too deeply' })
    } else {
      const [name = '', ...args] = wordsOf(line)
      into.push({ name: name.toLowerCase(), args, line: number })
    }
  }
  for (const { name, line } of open) faults.push({ line, message: `<${name}> is unclosed` })
  return { directives: root, faults }
}

/** Returns the lines without comments and blank lines; a backslash at the end joins a line to the next. */
function logicalLines(text: string): readonly { readonly text: string; readonly number: number }[] {
  const lines: { text: string; number: number }[] = []
  let joined: { text: string; number: number } | undefined
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const continues = raw.endsWith('\\')
    const part = continues ? raw.slice(0, -1) : raw
    joined =
      joined === undefined ? { text: part, number: index + 1 } : { text: joined.text + part, number: joined.number }
    if (continues) continue
    const plain = joined.text.trim()
    if (plain !== '' && !plain.startsWith('#')) lines.push({ text: plain, number: joined.number })
    joined = undefined
  }
  if (joined !== undefined && joined.text.trim() !== '') lines.push({ text: joined.text.trim(), number: joined.number })
  return lines
}

/** Splits a line into words; quotes keep spaces in a word, and a backslash escapes a quote. */
function wordsOf(line: string): readonly string[] {
  const words = line.match(/"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|\S+/g) ?? []
  return words.map((word) => {
    const quote = word[0]
    if (quote !== '"' && quote !== "'") return word
    const inner = word.length > 1 && word.endsWith(quote) ? word.slice(1, -1) : word.slice(1)
    return inner.replaceAll(`\\${quote}`, quote)
  })
}
