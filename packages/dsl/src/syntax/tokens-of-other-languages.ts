import { createToken, type CustomPatternMatcherFunc, type TokenType } from 'chevrotain'
import type { KnownCode } from '../codes.ts'
import { Address, And, AtLeast, AtMost, Dash, Not, NotSame, Or, SameAs, Text, Word } from './tokens.ts'

/** How a token from another language is reported, and what replaces it in this language. */
export interface OtherLanguageToken {
  readonly code: KnownCode
  readonly message: (image: string) => string
  readonly help?: string
  /** What the fix writes in its place; absent if there is no unambiguous replacement. */
  readonly replacement?: (image: string) => string
}

/** The group of tokens that are reported and then hidden from the parser. */
export const DROPPED = 'dropped'

const ASCII = Array.from({ length: 0x80 }, (_, code) => code)

// WHY: Chevrotain indexes its patterns by first character, and characters above 255 in buckets of 255.
const BEYOND_ASCII = [
  ...Array.from({ length: 0x80 }, (_, index) => 0x80 + index),
  ...Array.from({ length: 257 }, (_, bucket) => Math.max(0x100, (bucket + 1) * 255)),
]

const ACCENTED = /\w*(?![\0-\x7f])\p{L}[\p{L}\p{M}\p{N}\w.-]*/uy

const accented = createToken({
  name: 'AccentedWord',
  // WHY: a function, because Chevrotain drops the flag `u` of patterns.
  pattern: (text, offset) => {
    ACCENTED.lastIndex = offset
    return ACCENTED.exec(text) as ReturnType<CustomPatternMatcherFunc>
  },
  start_chars_hint: [...ASCII.filter((code) => /\w/.test(String.fromCharCode(code))), ...BEYOND_ASCII],
  categories: [Word],
})
const singleQuoted = createToken({
  name: 'SingleQuoted',
  pattern: /'[^'\r\n]*'/,
  categories: [Text],
})
const curlyQuoted = createToken({
  name: 'CurlyQuoted',
  pattern: /[“”„‟«»][^“”„‟«»\r\n]*[“”„‟«»]/,
  categories: [Text],
})
const slashComment = createToken({
  name: 'SlashComment',
  pattern: /\/\/(?![^\s])[^\r\n]*/,
  group: DROPPED,
})
const semicolon = createToken({ name: 'Semicolon', pattern: /;/, group: DROPPED })
const andSign = createToken({ name: 'AndSign', pattern: /&&?/, categories: [And] })
const orSign = createToken({ name: 'OrSign', pattern: /\|\|?/, categories: [Or] })
const notSign = createToken({ name: 'NotSign', pattern: /!/, categories: [Not] })
const tripleSame = createToken({ name: 'TripleSame', pattern: /===|=~/, categories: [SameAs] })
const tripleNotSame = createToken({ name: 'TripleNotSame', pattern: /!==|<>/, categories: [NotSame] })
const arrowAtLeast = createToken({ name: 'ArrowAtLeast', pattern: /=>/, categories: [AtLeast] })
const arrowAtMost = createToken({ name: 'ArrowAtMost', pattern: /=</, categories: [AtMost] })
const longDash = createToken({ name: 'LongDash', pattern: /[‐‑‒–—―−]/, categories: [Dash] })

/** `192.0.2.*`, `2001:db8:*`: an address of other programs, so that the checker can say which prefix is meant. */
const addressWildcard = createToken({
  name: 'AddressWildcard',
  pattern:
    /(?:\d{1,3}(?:\.\d{1,3}){0,2}(?:\.\*){1,3}|[\da-fA-F]{1,4}(?::[\da-fA-F]{0,4}){0,6}(?::\*){1,7})(?:\/\d{1,3})?(?![\w.*:])/,
  categories: [Address],
})

/** A string without its closing quote: everything up to the end of the line. */
export const OpenText: TokenType = createToken({
  name: 'OpenText',
  pattern: /"(?:[^"\\\r\n]|\\[^\r\n])*\\?/,
  categories: [Text],
})

/** A run of characters without a meaning in the language. */
export const Stray: TokenType = createToken({
  name: 'Stray',
  pattern: /[^\s\w"'#(){},:=<>!&|;/-]+|[^]/,
  start_chars_hint: [...ASCII, ...BEYOND_ASCII],
  group: DROPPED,
})

/** Tokens of other languages that the lexer tries before those of this language. */
export const tokensTriedFirst: readonly TokenType[] = [
  [singleQuoted, curlyQuoted, slashComment, accented, addressWildcard],
  [tripleSame, tripleNotSame, arrowAtLeast, arrowAtMost],
].flat()

/** Tokens of other languages that the lexer tries if nothing else matches. */
export const tokensTriedLast: readonly TokenType[] = [OpenText, semicolon, andSign, orSign, notSign, longDash, Stray]

const requote = (image: string): string => `"${image.slice(1, -1).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

const operator = (replacement: string): OtherLanguageToken => ({
  code: 'TG107',
  message: (image) => `expected \`${replacement.trim()}\`, found \`${image}\``,
  replacement: () => replacement,
})

const quotes: OtherLanguageToken = {
  code: 'TG106',
  message: () => 'expected straight double quotes around a string',
  replacement: requote,
}

/** How each token of another language is reported. */
export const tokensOfOtherLanguages: ReadonlyMap<TokenType, OtherLanguageToken> = new Map<
  TokenType,
  OtherLanguageToken
>([
  [singleQuoted, quotes],
  [curlyQuoted, quotes],
  [
    slashComment,
    {
      code: 'TG108',
      message: () => 'expected `#` before a comment, found `//`',
      replacement: (image) => `#${image.slice(2)}`,
    },
  ],
  [
    accented,
    {
      code: 'TG109',
      message: (image) => `expected a name in ASCII letters, found \`${image}\``,
      help: 'names consist of ASCII letters, digits, `_`, `.` and `-`; a string is written in double quotes',
    },
  ],
  [
    semicolon,
    { code: 'TG107', message: () => 'expected nothing between statements, found `;`', replacement: () => '' },
  ],
  [andSign, operator('and')],
  [orSign, operator('or')],
  [notSign, operator('not ')],
  [tripleSame, operator('==')],
  [tripleNotSame, operator('!=')],
  [arrowAtLeast, operator('>=')],
  [arrowAtMost, operator('<=')],
  [longDash, operator('-')],
])
