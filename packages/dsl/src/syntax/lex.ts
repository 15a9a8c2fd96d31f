import type { Span } from '@tidegate/model'
import { type IToken, tokenMatcher } from 'chevrotain'
import type { Comment } from './ast/leaves.ts'
import { tokensOfOtherLanguages, Stray } from './tokens-of-other-languages.ts'
import { areInvisible, areRefused, nameCharacter, reportHiddenCharacters } from './hidden-characters.ts'
import { tokenize } from './lexer.ts'
import { readText } from './read-text.ts'
import type { Reporter } from './reporter.ts'
import { NumberText, Text } from './tokens.ts'

/** The input of the parser. */
export interface Lexed {
  /** The `payload` of a string token is its value; comments and meaningless characters are left out. */
  readonly tokens: IToken[]
  readonly comments: readonly Comment[]
  /** Offsets at which characters were dropped, ascending. */
  readonly gaps: readonly number[]
}

/** Returns the tokens and comments of the reporter's source; invalid characters, strings and numbers are reported. Total and linear. */
export function lex(reporter: Reporter): Lexed {
  const { tokens, comments, dropped } = tokenize(reporter.source.text)
  reportHiddenCharacters(reporter)
  for (const token of dropped) reportOtherLanguageToken(token, reporter)
  for (const token of tokens) {
    reportOtherLanguageToken(token, reporter)
    if (tokenMatcher(token, Text)) token.payload = readText(token, reporter)
    if (token.tokenType === NumberText) reportNumber(token, reporter)
  }
  const written = comments.map((token) => {
    const text = token.image.trimEnd()
    return { text, span: reporter.span(token.startOffset, token.startOffset + text.length) }
  })
  return { tokens, comments: written, gaps: dropped.map((token) => token.startOffset) }
}

function reportOtherLanguageToken(token: IToken, reporter: Reporter): void {
  const known = tokensOfOtherLanguages.get(token.tokenType)
  if (known === undefined && token.tokenType !== Stray) return
  const { report, span } = reporter
  const place = span(token.startOffset, token.startOffset + token.image.length)
  if (known === undefined) {
    reportStray(token.image, place, reporter)
    return
  }
  const help = known.help === undefined ? {} : { help: known.help }
  const text = known.replacement?.(token.image)
  if (text === undefined) report(known.code, place, known.message(token.image), help)
  else {
    const title = text === '' ? `delete \`${token.image}\`` : `replace \`${token.image}\` with \`${text.trim()}\``
    report(known.code, place, known.message(token.image), {
      ...help,
      fix: { title, edits: [{ span: place, text }] },
    })
  }
}

function reportStray(image: string, place: Span, { report }: Reporter): void {
  if (areRefused(image)) return
  if (areInvisible(image)) {
    const fix = { title: 'delete it', edits: [{ span: place, text: '' }] }
    report('TG102', place, `expected visible characters, found the invisible \`${nameCharacter(image)}\``, { fix })
    return
  }
  const fix = image === '$' ? { fix: { title: 'delete `$`', edits: [{ span: place, text: '' }] } } : {}
  report('TG101', place, `expected a word, an operator or a string, found ${describeStray(image)}`, {
    ...strayHelp(image),
    ...fix,
  })
}

function describeStray(image: string): string {
  const shown = image.length > 20 ? `${image.slice(0, 20)}…` : image
  return /^[\x21-\x7e]+$/u.test(image) ? `\`${shown}\`` : `\`${shown}\` (${nameCharacter(image)})`
}

function strayHelp(image: string): { readonly help?: string } {
  if (/^[[\]]/u.test(image)) {
    return { help: 'an IPv6 address is written without brackets, and a header as `header("x-key")`' }
  }
  if (/^\*\s*$/u.test(image)) {
    return { help: 'every client is `anyone`; wildcards are allowed in path patterns only, which begin with `/`' }
  }
  if (/^[*?]/u.test(image)) return { help: 'wildcards are allowed in path patterns only, which begin with `/`' }
  if (image.startsWith('$'))
    return { help: 'facts have no `$` before their names: write `ip`, `agent` or `header("…")`' }
  if (image.startsWith('~')) {
    return { help: 'there are no regular expressions: use `contains`, `starts with`, `ends with`, or `path in /a/*`' }
  }
  if (/^['`]/u.test(image)) return { help: 'a string is written in double quotes' }
  if (/^[$@%^~\\+]/u.test(image)) return { help: 'a string with such characters must be in double quotes' }
  return {}
}

/** Reports numbers of more than fifteen digits, which a double cannot represent exactly. */
function reportNumber(token: IToken, { report, span }: Reporter): void {
  if (token.image.replace('.', '').length <= 15) return
  const place = span(token.startOffset, token.startOffset + token.image.length)
  const shown = token.image.length > 20 ? `${token.image.slice(0, 20)}…` : token.image
  report('TG105', place, `expected a number with at most 15 digits, found \`${shown}\``)
}
