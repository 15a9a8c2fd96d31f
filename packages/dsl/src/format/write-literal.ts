import { isHiddenCharacter } from '../syntax/hidden-characters.ts'
import { reservedWords } from '../syntax/tokens.ts'

const ESCAPES: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\t': '\\t' }

/** Texts that stand in quotes as they are. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/

/** A quoted text in the language: what cannot be seen, and what may not stand in a policy, is written as an escape. */
export function writeText(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`
  const body = Array.from(text, (character) => {
    const escape = ESCAPES[character]
    if (escape !== undefined) return escape
    return isHiddenCharacter(character) ? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}` : character
  })
  return `"${body.join('')}"`
}

/** A number in the language, without exponent. */
export function writeNumber(value: number): string {
  const text = String(value)
  if (!text.includes('e')) return text
  return value.toFixed(value < 1 ? 20 : 0).replace(/\.?0+$/u, '')
}

const BARE_TOKEN = /^\d*[A-Za-z_]\w*(?:[.-]+\w+)*(?:\/[\w.+-]+)*$/u

/** A bot's token: bare where it reads as one word, else quoted. */
export function writeToken(text: string): string {
  const bare = BARE_TOKEN.test(text) && !reservedWords.includes(text) && !['set', 'word', 'catalog'].includes(text)
  return bare ? text : writeText(text)
}
