import { lexNginx, type NginxToken } from './lex-nginx.ts'

/** A directive of nginx: its words, and its block if it has one. */
export interface Directive {
  readonly name: string
  readonly args: readonly string[]
  /** The line of its first word, from 1. */
  readonly line: number
  /** The path of the included file that contains it; absent for the imported file itself. */
  readonly file?: string
  readonly block?: readonly Directive[]
}

/** A configuration as a tree, and the syntax errors in its text. */
export interface NginxFile {
  readonly directives: readonly Directive[]
  readonly faults: readonly { readonly line: number; readonly message: string }[]
}

/** Where the text of a configuration comes from. */
export interface NginxSource {
  /** The path of an included file; absent for the imported file itself. */
  readonly file?: string
  /** The number of the first line of the text; 1 if absent. */
  readonly firstLine?: number
}

const maxDepth = 64

/** Parses the text of an nginx configuration file. Never throws: `faults` lists what cannot be read. Linear. */
export function parseNginx(text: string, { file, firstLine = 1 }: NginxSource = {}): NginxFile {
  const tokens = lexNginx(text, firstLine)
  const faults: { line: number; message: string }[] = []
  let at = 0

  function block(depth: number): readonly Directive[] {
    const directives: Directive[] = []
    let words: NginxToken[] = []
    for (; at < tokens.length; at += 1) {
      const token = tokens[at]!
      switch (token.kind) {
        case 'word':
          words.push(token)
          break
        case ';':
        case 'lua':
          if (words.length > 0) directives.push(directiveOf(words))
          words = []
          break
        case '{': {
          at += 1
          if (depth === maxDepth) {
            faults.push({ line: token.line, message: 'blocks are nested too deeply' })
            return directives
          }
          const inner = block(depth + 1)
          if (words.length > 0) directives.push({ ...directiveOf(words), block: inner })
          words = []
          break
        }
        case '}':
          if (depth > 0) {
            if (words.length > 0) faults.push({ line: words[0]!.line, message: 'expected `;`' })
            return directives
          }
          faults.push({ line: token.line, message: '`}` has no matching `{`' })
          break
      }
    }
    if (words.length > 0) faults.push({ line: words[0]!.line, message: 'expected `;` before the end of the file' })
    if (depth > 0) {
      faults.push({ line: tokens.at(-1)?.line ?? firstLine, message: 'expected `}` before the end of the file' })
    }
    return directives
  }

  function directiveOf([first, ...rest]: readonly NginxToken[]): Directive {
    return {
      name: first!.text,
      args: rest.map(({ text: word }) => word),
      line: first!.line,
      ...(file !== undefined && { file }),
    }
  }

  return { directives: block(0), faults }
}
