import { endOfLuaBlock } from './lua-block.ts'

/** A token of a configuration, or a block in another language (`lua`), whose content is not kept. */
export interface NginxToken {
  readonly kind: 'word' | '{' | '}' | ';' | 'lua'
  readonly text: string
  /** The line in which it begins, from 1. */
  readonly line: number
}

/** Returns the tokens of a configuration; `firstLine` is the number of its first line. Linear. */
export function lexNginx(text: string, firstLine = 1): readonly NginxToken[] {
  const tokens: NginxToken[] = []
  let line = firstLine
  let at = 0
  const skipTo = (end: number): void => {
    for (; at < end; at += 1) if (text[at] === '\n') line += 1
  }
  while (at < text.length) {
    const character = text[at]!
    if (/\s/.test(character)) skipTo(at + 1)
    else if (character === '#') {
      const end = text.indexOf('\n', at)
      skipTo(end < 0 ? text.length : end)
    } else if (character === '{' && isLua(tokens.at(-1))) {
      tokens.push({ kind: 'lua', text: '', line })
      skipTo(endOfLuaBlock(text, at + 1))
    } else if (character === ';' || character === '{' || character === '}') {
      tokens.push({ kind: character, text: character, line })
      at += 1
    } else {
      const word = readWord(text, at)
      tokens.push({ kind: 'word', text: word.text, line })
      skipTo(word.end)
    }
  }
  return tokens
}

function isLua(last: NginxToken | undefined): boolean {
  return last?.kind === 'word' && last.text.endsWith('_by_lua_block')
}

const controls: Readonly<Record<string, string>> = { t: '\t', r: '\r', n: '\n' }

/**
 * Reads a word, quoted or plain. A backslash keeps the next character in the word; it is removed before quotes and backslashes only. `${`
 * starts a variable, not a block.
 */
function readWord(text: string, start: number): { readonly text: string; readonly end: number } {
  const quote = text[start] === '"' || text[start] === "'" ? text[start] : undefined
  let read = ''
  let at = quote === undefined ? start : start + 1
  for (; at < text.length; at += 1) {
    const character = text[at]!
    if (character === '\\' && at + 1 < text.length) {
      at += 1
      const next = text[at]!
      read += /["'\\]/.test(next) ? next : (controls[next] ?? `\\${next}`)
      continue
    }
    if (quote === undefined ? endsPlain(character, text[at - 1]) : character === quote) break
    read += character
  }
  return { text: read, end: Math.max(quote === undefined ? at : at + 1, start + 1) }
}

function endsPlain(character: string, before: string | undefined): boolean {
  return /[\s;]/.test(character) || (character === '{' && before !== '$')
}
