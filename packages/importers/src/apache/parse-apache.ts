/** A directive or section of Apache httpd. */
export interface ApacheDirective {
  /** In lower case, without angle brackets. */
  readonly name: string
  readonly args: readonly string[]
  readonly line: number
  /** Of a section. */
  readonly block?: readonly ApacheDirective[]
}

/** A configuration as a tree, and what was wrong with its text. */
export interface ApacheFile {
  readonly directives: readonly ApacheDirective[]
  readonly faults: readonly { readonly line: number; readonly message: string }[]
}

const deepest = 64

/** Reads the text of a configuration file or `.htaccess` of Apache httpd. Never throws. Linear. */
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
      else faults.push({ line: number, message: `${line} closes nothing` })
    } else if (opening !== null && line.startsWith('<')) {
      const block: ApacheDirective[] = []
      const name = opening[1]!.toLowerCase()
      into.push({ name, args: wordsOf(opening[2]!), line: number, block })
      if (open.length < deepest) open.push({ name, line: number, block })
      else faults.push({ line: number, message: 'sections are nested too deep' })
    } else {
      const [name = '', ...args] = wordsOf(line)
      into.push({ name: name.toLowerCase(), args, line: number })
    }
  }
  for (const { name, line } of open) faults.push({ line, message: `<${name}> is not closed` })
  return { directives: root, faults }
}

/** Lines without comments and blank ones; a backslash at the end joins the next. */
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

/** Words of a line; quotes hold one together, and a backslash keeps a quote inside. */
function wordsOf(line: string): readonly string[] {
  const words = line.match(/"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|\S+/g) ?? []
  return words.map((word) => {
    const quote = word[0]
    if (quote !== '"' && quote !== "'") return word
    const inner = word.length > 1 && word.endsWith(quote) ? word.slice(1, -1) : word.slice(1)
    return inner.replaceAll(`\\${quote}`, quote)
  })
}
