/** The words of a command line, or why it is invalid. */
export type ShellWords =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'fault'; readonly message: string }

/**
 * Splits a command line into words like a POSIX shell: spaces, `'…'`, `"…"`, `$'…'`, backslashes, and lines continued by a backslash (or
 * by `^` and a backtick, as browsers write for cmd and PowerShell). Nothing is expanded or run; `$(…)`, `|`, `;` and `>` remain text.
 */
export function splitShell(text: string): ShellWords {
  const words: string[] = []
  let word: string | undefined
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]!
    if (/\s/.test(character)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else if (character === '\\' || ((character === '^' || character === '`') && /^\r?\n/.test(text.slice(at + 1)))) {
      const skipped = /^\r?\n/.exec(text.slice(at + 1))
      if (skipped !== null) at += skipped[0].length
      else {
        at += 1
        word = (word ?? '') + (text[at] ?? '\\')
      }
    } else if (character === '"' || character === "'" || text.startsWith("$'", at)) {
      const isAnsi = character === '$'
      const quoted = readQuoted(text, isAnsi ? at + 1 : at, isAnsi)
      if (quoted === undefined) return { kind: 'fault', message: 'unclosed quote' }
      word = (word ?? '') + quoted.text
      at = quoted.end
    } else word = (word ?? '') + character
  }
  if (word !== undefined) words.push(word)
  return { kind: 'words', words }
}

/** Returns the text in the quotes that open at `open`, and their end; undefined if they are unclosed. `isAnsi`: quotes as in `$'…'`. */
export function readQuoted(text: string, open: number, isAnsi: boolean): { text: string; end: number } | undefined {
  const quote = text[open]!
  let read = ''
  for (let at = open + 1; at < text.length; at += 1) {
    const character = text[at]!
    if (character === quote) return { text: read, end: at }
    if (character !== '\\' || (quote === "'" && !isAnsi)) {
      read += character
    } else if (isAnsi) {
      const escape = readAnsiEscape(text.slice(at + 1, at + 10))
      read += escape.text
      at += escape.length
    } else {
      at += 1
      const next = text[at] ?? ''
      read += next === '\n' ? '' : /["\\$`]/.test(next) ? next : `\\${next}`
    }
  }
  return undefined
}

const ansiEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
}

function readAnsiEscape(rest: string): { readonly text: string; readonly length: number } {
  const code = /^(?:x([\da-f]{1,2})|u([\da-f]{1,4})|U([\da-f]{1,8})|([0-7]{1,3}))/i.exec(rest)
  if (code !== null) {
    const value =
      code[4] === undefined ? Number.parseInt((code[1] ?? code[2] ?? code[3])!, 16) : Number.parseInt(code[4], 8)
    return { text: value <= 0x10_ffff ? String.fromCodePoint(value) : '\ufffd', length: code[0].length }
  }
  const letter = rest[0] ?? ''
  return { text: ansiEscapes[letter] ?? letter, length: 1 }
}
