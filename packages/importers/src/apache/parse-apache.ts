/** A directive or section of Apache httpd. */
export interface ApacheDirective {
  /** The name in lower case, without angle brackets. */
  readonly name: string
  readonly args: readonly string[]
  readonly line: number
  /** The path of an included file that the directive is in; absent for the imported file itself. */
  readonly file?: string
  /** The directives of a section. */
  readonly block?: readonly ApacheDirective[]
}

/** A syntax error in a configuration. */
export interface ApacheFault {
  readonly line: number
  readonly file?: string
  readonly message: string
}

/** A configuration as a tree, and the syntax errors in its text. */
export interface ApacheFile {
  readonly directives: readonly ApacheDirective[]
  readonly faults: readonly ApacheFault[]
}

const maxDepth = 64

/** Parses the text of a configuration file or `.htaccess` of Apache httpd. `file` is the path of an included file. Never throws. Linear. */
export function parseApache(text: string, file?: string): ApacheFile {
  const faults: ApacheFault[] = []
  const root: ApacheDirective[] = []
  const place = file === undefined ? {} : { file }
  const open: { readonly name: string; readonly line: number; readonly block: ApacheDirective[] }[] = []
  for (const { text: line, number } of logicalLines(text)) {
    const into = open.at(-1)?.block ?? root
    const closing = /^<\/\s*(\w+)\s*>$/.exec(line)
    const opening = /^<\s*(\w+)\s*(.*?)>?$/.exec(line)
    if (closing !== null) {
      const name = closing[1]!.toLowerCase()
      if (open.at(-1)?.name === name) open.pop()
      else faults.push({ line: number, ...place, message: `${line} has no matching opening line` })
    } else if (opening !== null && line.startsWith('<')) {
      const block: ApacheDirective[] = []
      const name = opening[1]!.toLowerCase()
      into.push({ name, args: argumentsOf(name, opening[2]!), line: number, ...place, block })
      if (open.length < maxDepth) open.push({ name, line: number, block })
      else faults.push({ line: number, ...place, message: 'sections are nested too deeply' })
    } else {
      const [, first = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(line) ?? []
      const name = first.toLowerCase()
      into.push({ name, args: argumentsOf(name, rest), line: number, ...place })
    }
  }
  for (const { name, line } of open) faults.push({ line, ...place, message: `<${name}> is unclosed` })
  return { directives: root, faults }
}

/** Returns the lines without comments and blank lines; a backslash at the end joins a line to the next. */
function logicalLines(text: string): readonly { readonly text: string; readonly number: number }[] {
  const lines: { text: string; number: number }[] = []
  let parts: string[] = []
  let begin = 0
  for (const [index, raw] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    if (parts.length === 0) begin = index + 1
    const continues = raw.endsWith('\\')
    parts.push(continues ? raw.slice(0, -1) : raw)
    if (continues) continue
    const plain = parts.join('').trim()
    if (plain !== '' && !plain.startsWith('#')) lines.push({ text: plain, number: begin })
    parts = []
  }
  const last = parts.join('').trim()
  if (last !== '' && !last.startsWith('#')) lines.push({ text: last, number: begin })
  return lines
}

function argumentsOf(name: string, text: string): readonly string[] {
  switch (name) {
    // mod_rewrite reads these itself: a backslash before a blank keeps the blank in a word.
    case 'rewriterule':
    case 'rewritecond':
      return wordsOf(text, /"((?:[^"\\]|\\.)*)"?|'((?:[^'\\]|\\.)*)'?|((?:[^\s\\]|\\.|\\$)+)/gsy, false)
    // The text of an expression keeps its quotes.
    case 'if':
    case 'elseif':
      return [unquoted(text.trim())]
    case 'require': {
      const [, kind, expression] = /^((?:not\s+)?expr)\s+(.*)$/is.exec(text) ?? []
      if (kind === undefined) break
      return [...kind.toLowerCase().split(/\s+/), unquoted(expression!)]
    }
  }
  return wordsOf(text, /"((?:[^"\\]|\\.)*)"?|'((?:[^'\\]|\\.)*)'?|(\S+)/gsy, true)
}

/** Splits a text into words at blanks. A backslash in quotes escapes a quote, and a backslash if `unescapes`. */
function wordsOf(text: string, form: RegExp, unescapes: boolean): readonly string[] {
  const words: string[] = []
  const word = new RegExp(form)
  const blank = /\s*/gy
  for (let at = 0; at < text.length;) {
    blank.lastIndex = at
    at += blank.exec(text)?.[0].length ?? 0
    if (at >= text.length) break
    word.lastIndex = at
    const [whole = text[at]!, double, single, plain = whole] = word.exec(text) ?? []
    const quoted = double ?? single
    words.push(
      quoted === undefined
        ? plain
        : unescapes
          ? quoted.replaceAll(/\\(["'\\])/g, (pair, character: string) =>
              character === '\\' || character === whole[0] ? character : pair,
            )
          : quoted.replaceAll(`\\${whole[0]!}`, whole[0]!),
    )
    at += Math.max(1, whole.length)
  }
  return words
}

function unquoted(text: string): string {
  const quote = text[0]
  if ((quote !== '"' && quote !== "'") || text.length < 2 || !text.endsWith(quote)) return text
  const inner = text.slice(1, -1)
  // `"a" == "b"` begins and ends with quotes, but is not one word.
  return new RegExp(`(?:^|[^\\\\])${quote}`).test(inner) ? text : inner.replaceAll(`\\${quote}`, quote)
}
