import type { Span } from '@tidegate/model'
import { type IToken, tokenMatcher } from 'chevrotain'
import type { Comment } from './ast/leaves.ts'
import { foreignSigns, Stray } from './tokens-of-other-languages.ts'
import { areInvisible, areRefused, nameCharacter, reportHiddenCharacters } from './hidden-characters.ts'
import { tokenize } from './lexer.ts'
import { readText } from './read-text.ts'
import type { Reporter } from './reporter.ts'
import { NumberText, Text } from './tokens.ts'

/** What the parser works on. */
export interface Lexed {
  /** Of quoted texts, `payload` is the value; comments and what means nothing are left out. */
  readonly tokens: IToken[]
  readonly comments: readonly Comment[]
  /** Offsets at which characters were left out, ascending. */
  readonly gaps: readonly number[]
}

/** Tokens and comments of the reporter's source; what is wrong with characters, texts and numbers is reported. Total and linear. */
export function lex(reporter: Reporter): Lexed {
  const { tokens, comments, dropped } = tokenize(reporter.source.text)
  reportHiddenCharacters(reporter)
  for (const token of dropped) reportForeign(token, reporter)
  for (const token of tokens) {
    reportForeign(token, reporter)
    if (tokenMatcher(token, Text)) token.payload = readText(token, reporter)
    if (token.tokenType === NumberText) reportNumber(token, reporter)
  }
  const written = comments.map((token) => {
    const text = token.image.trimEnd()
    return { text, span: reporter.span(token.startOffset, token.startOffset + text.length) }
  })
  return { tokens, comments: written, gaps: dropped.map((token) => token.startOffset) }
}

function reportForeign(token: IToken, reporter: Reporter): void {
  const foreign = foreignSigns.get(token.tokenType)
  if (foreign === undefined && token.tokenType !== Stray) return
  const { report, span } = reporter
  const place = span(token.startOffset, token.startOffset + token.image.length)
  if (foreign === undefined) {
    reportStray(token.image, place, reporter)
    return
  }
  const help = foreign.help === undefined ? {} : { help: foreign.help }
  const text = foreign.replacement?.(token.image)
  if (text === undefined) report(foreign.code, place, foreign.message(token.image), help)
  else {
    const title = text === '' ? `delete \`${token.image}\`` : `replace \`${token.image}\` by \`${text.trim()}\``
    report(foreign.code, place, foreign.message(token.image), {
      ...help,
      fix: { title, edits: [{ span: place, text }] },
    })
  }
}

function reportStray(image: string, place: Span, { report }: Reporter): void {
  if (areRefused(image)) return
  if (areInvisible(image)) {
    const fix = { title: 'delete it', edits: [{ span: place, text: '' }] }
    report('TG102', place, `expected characters that can be seen, found \`${nameCharacter(image)}\``, { fix })
    return
  }
  report('TG101', place, `expected a word, a sign or a text, found ${describeStray(image)}`, strayHelp(image))
}

function describeStray(image: string): string {
  const shown = image.length > 20 ? `${image.slice(0, 20)}…` : image
  return /^[\x21-\x7e]+$/u.test(image) ? `\`${shown}\`` : `\`${shown}\` (${nameCharacter(image)})`
}

function strayHelp(image: string): { readonly help?: string } {
  if (/^[[\]]/u.test(image)) return { help: 'an IPv6 address stands without brackets' }
  if (/^[*?]/u.test(image)) return { help: 'wildcards belong to path patterns, which begin with `/`' }
  if (/^['`]/u.test(image)) return { help: 'a text stands in double quotes' }
  if (/^[$@%^~\\+]/u.test(image)) return { help: 'a text that holds such signs stands in double quotes' }
  return {}
}

/** Numbers are exact: at most fifteen digits, so that what is read is what was written. */
function reportNumber(token: IToken, { report, span }: Reporter): void {
  if (token.image.replace('.', '').length <= 15) return
  const place = span(token.startOffset, token.startOffset + token.image.length)
  const shown = token.image.length > 20 ? `${token.image.slice(0, 20)}…` : token.image
  report('TG105', place, `expected a number of at most fifteen digits, found \`${shown}\``)
}
