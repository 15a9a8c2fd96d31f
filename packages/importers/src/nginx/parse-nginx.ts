/** A directive of nginx: its words, and its block if it has one. */
export interface Directive {
  readonly name: string
  readonly args: readonly string[]
  /** The line of its first word, from 1. */
  readonly line: number
  readonly block?: readonly Directive[]
}

/** A configuration as a tree, and the syntax errors in its text. */
export interface NginxFile {
  readonly directives: readonly Directive[]
  readonly faults: readonly { readonly line: number; readonly message: string }[]
}

type Token = { readonly kind: 'word' | '{' | '}' | ';'; readonly text: string; readonly line: number }

const maxDepth = 64

/** Parses the text of an nginx configuration file. Never throws: `faults` lists what cannot be read. Linear. */
export function parseNginx(text: string): NginxFile {
  const tokens = lex(text)
  const faults: { line: number; message: string }[] = []
  let at = 0

  function block(depth: number): readonly Directive[] {
    const directives: Directive[] = []
    let words: Token[] = []
    for (; at < tokens.length; at += 1) {
      const token = tokens[at]!
      if (token.kind === 'word') words.push(token)
      else if (token.kind === ';') {
        if (words.length > 0) directives.push(directiveOf(words))
        words = []
      } else if (token.kind === '{') {
        at += 1
        if (depth === maxDepth) {
          faults.push({ line: token.line, message: 'blocks are nested too deeply' })
          return directives
        }
        const inner = block(depth + 1)
        if (words.length > 0) directives.push({ ...directiveOf(words), block: inner })
        words = []
      } else if (depth > 0) {
        if (words.length > 0) faults.push({ line: words[0]!.line, message: 'expected `;`' })
        return directives
      } else faults.push({ line: token.line, message: '`}` has no matching `{`' })
    }
    if (words.length > 0) faults.push({ line: words[0]!.line, message: 'expected `;` before the end of the file' })
    if (depth > 0) faults.push({ line: tokens.at(-1)?.line ?? 1, message: 'expected `}` before the end of the file' })
    return directives
  }

  return { directives: block(0), faults }
}

function directiveOf([first, ...rest]: readonly Token[]): Directive {
  return { name: first!.text, args: rest.map(({ text }) => text), line: first!.line }
}

function lex(text: string): readonly Token[] {
  const tokens: Token[] = []
  let line = 1
  let at = 0
  while (at < text.length) {
    const character = text[at]!
    if (character === '\n') line += 1
    if (/\s/.test(character)) at += 1
    else if (character === '#') {
      while (at < text.length && text[at] !== '\n') at += 1
    } else if (character === ';' || character === '{' || character === '}') {
      tokens.push({ kind: character, text: character, line })
      at += 1
    } else {
      const word = readWord(text, at)
      tokens.push({ kind: 'word', text: word.text, line })
      line += text.slice(at, word.end).split('\n').length - 1
      at = word.end
    }
  }
  return tokens
}

/**
 * Reads a word, quoted or plain. `${` in a plain word starts a variable, not a block; neither does a brace in a regular
 * expression.
 */
function readWord(text: string, start: number): { readonly text: string; readonly end: number } {
  const quote = text[start]
  let read = ''
  let at = start
  if (quote === '"' || quote === "'") {
    for (at += 1; at < text.length && text[at] !== quote; at += 1) {
      if (text[at] === '\\' && (text[at + 1] === quote || text[at + 1] === '\\')) at += 1
      read += text[at] ?? ''
    }
    return { text: read, end: at + 1 }
  }
  for (; at < text.length; at += 1) {
    const character = text[at]!
    if (/[\s;]/.test(character) || (character === '{' && !read.endsWith('$'))) break
    if (character === '}' && !read.includes('${')) break
    read += character
    if (character === '\\' && at + 1 < text.length && /[{};\\]/.test(text[at + 1]!)) {
      at += 1
      read += text[at]!
    }
  }
  return { text: read, end: Math.max(at, start + 1) }
}
