/** A line of a Caddyfile: its words, and its block if it has one. */
export interface CaddyLine {
  readonly name: string
  readonly args: readonly string[]
  /** From 1. */
  readonly line: number
  /** The path of an included file that the line is in. */
  readonly file?: string
  readonly block?: readonly CaddyLine[]
}

/** A Caddyfile as a tree, and what cannot be read. */
export interface Caddyfile {
  readonly lines: readonly CaddyLine[]
  readonly faults: readonly { readonly line: number; readonly message: string }[]
}

interface Token {
  readonly text: string
  readonly line: number
  readonly isQuoted: boolean
  /** Whether it is the first word of its line. */
  readonly isFirst: boolean
}

const maxDepth = 40

/** Parses the text of a Caddyfile. Never throws: `faults` lists what cannot be read. Linear. */
export function parseCaddyfile(text: string, file?: string): Caddyfile {
  const faults: { line: number; message: string }[] = []
  const tokens = lex(text, faults)
  let at = 0

  function block(depth: number): readonly CaddyLine[] {
    const lines: CaddyLine[] = []
    while (at < tokens.length) {
      const first = tokens[at]!
      if (isBrace(first, '}')) {
        at += 1
        if (depth > 0) return lines
        faults.push({ line: first.line, message: '`}` has no matching `{`' })
        continue
      }
      const words: Token[] = []
      // A block opens with the last word of a line; an address after a comma may be on the next line.
      while (at < tokens.length && (words.length === 0 || !tokens[at]!.isFirst || words.at(-1)!.text.endsWith(','))) {
        const token = tokens[at]!
        if (isBrace(token, '{') || (isBrace(token, '}') && words.length > 0)) break
        words.push(token)
        at += 1
      }
      const opens = at < tokens.length && isBrace(tokens[at]!, '{') && (words.length === 0 || !tokens[at]!.isFirst)
      let inner: readonly CaddyLine[] | undefined
      if (opens) {
        at += 1
        if (depth >= maxDepth) {
          faults.push({ line: first.line, message: 'blocks are nested too deeply' })
          at = tokens.length
          return lines
        }
        inner = block(depth + 1)
      } else if (words.length === 0) {
        faults.push({ line: first.line, message: '`{` must be at the end of a line' })
        at += 1
        continue
      }
      const [name, ...args] = words.map((word) => word.text)
      lines.push({
        name: name ?? '',
        args,
        line: first.line,
        ...(file !== undefined && { file }),
        ...(inner !== undefined && { block: inner }),
      })
    }
    if (depth > 0) faults.push({ line: tokens.at(-1)?.line ?? 1, message: 'expected `}` before the end of the file' })
    return lines
  }

  return { lines: block(0), faults }
}

function isBrace({ text, isQuoted }: Token, brace: string): boolean {
  return text === brace && !isQuoted
}

function lex(text: string, faults: { line: number; message: string }[]): readonly Token[] {
  const tokens: Token[] = []
  const source = text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n')
  let line = 1
  let isFirst = true
  let at = 0
  while (at < source.length) {
    const character = source[at]!
    if (character === '\n') {
      line += 1
      isFirst = true
      at += 1
    } else if (character === '\\' && source[at + 1] === '\n') {
      line += 1
      at += 2
    } else if (/\s/.test(character)) at += 1
    else if (character === '#') {
      const end = source.indexOf('\n', at)
      at = end < 0 ? source.length : end
    } else {
      const word = readWord(source, at)
      if (!word.isClosed) faults.push({ line, message: 'a quoted string is not closed' })
      tokens.push({ text: withVariables(word.text, line, faults), line, isQuoted: word.isQuoted, isFirst })
      isFirst = false
      line += source.slice(at, word.end).split('\n').length - 1
      at = word.end
    }
  }
  return tokens
}

interface Word {
  readonly text: string
  readonly end: number
  readonly isQuoted: boolean
  readonly isClosed: boolean
}

function readWord(source: string, start: number): Word {
  const quote = source[start]!
  const [whole, marker] = /^<<([A-Za-z_]\w*)\n/.exec(source.slice(start, start + 80)) ?? []
  if (whole !== undefined && marker !== undefined) {
    const from = start + whole.length
    const end = new RegExp(`^[ \\t]*${marker}(?=\\s|$)`, 'm').exec(source.slice(from))
    const to = end === null ? source.length : from + end.index
    return {
      text: source.slice(from, Math.max(from, to - 1)),
      end: to + (end?.[0].length ?? 0),
      isQuoted: true,
      isClosed: end !== null,
    }
  }
  if (quote === '`') {
    const end = source.indexOf('`', start + 1)
    const to = end < 0 ? source.length : end
    return {
      text: source.slice(start + 1, to),
      end: Math.min(to + 1, source.length),
      isQuoted: true,
      isClosed: end >= 0,
    }
  }
  let text = ''
  let at = start
  if (quote === '"') {
    for (at += 1; at < source.length && source[at] !== '"'; at += 1) {
      if (source[at] === '\\' && source[at + 1] === '"') at += 1
      text += source[at]!
    }
    return { text, end: Math.min(at + 1, source.length), isQuoted: true, isClosed: at < source.length }
  }
  for (; at < source.length && !/\s/.test(source[at]!); at += 1) {
    if (source[at] === '\\' && source[at + 1] === '\n') break
    text += source[at]!
  }
  return { text, end: at, isQuoted: false, isClosed: true }
}

/** Replaces `{$NAME:default}` by its default; the environment is not known. */
function withVariables(text: string, line: number, faults: { line: number; message: string }[]): string {
  return text.replaceAll(/\{\$([^{}:]*)(?::([^{}]*))?\}/g, (whole, name: string, byDefault: string | undefined) => {
    faults.push({
      line,
      message:
        byDefault === undefined
          ? `the environment variable ${name} is not known`
          : `the environment variable ${name} is not known: its default is used`,
    })
    return byDefault ?? whole
  })
}
