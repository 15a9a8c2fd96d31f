import { isHiddenCharacter } from '../syntax/hidden-characters.ts'
import { reservedWords } from '../syntax/tokens.ts'

const ESCAPES: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\t': '\\t' }

/** Matches texts that need no escapes. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/

/** Returns a text as a string literal: invisible characters, and characters not allowed in a policy, are escaped. */
export function writeText(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`
  const body = Array.from(text, (character) => {
    const escape = ESCAPES[character]
    if (escape !== undefined) return escape
    return isHiddenCharacter(character) ? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}` : character
  })
  return `"${body.join('')}"`
}

/** Returns a number as a literal, without an exponent. */
export function writeNumber(value: number): string {
  const text = String(value)
  if (!text.includes('e')) return text
  return value.toFixed(value < 1 ? 20 : 0).replace(/\.?0+$/u, '')
}

const BARE_TOKEN = /^\d*[A-Za-z_]\w*(?:[.-]+\w+)*(?:\/[\w.+-]+)*$/u

/** Returns a bot's token: bare if it is a single word of the language, else in quotes. */
export function writeToken(text: string): string {
  const bare = BARE_TOKEN.test(text) && !reservedWords.includes(text) && !['set', 'word', 'catalog'].includes(text)
  return bare ? text : writeText(text)
}
