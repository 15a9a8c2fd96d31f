import { createToken, type CustomPatternMatcherFunc, type TokenType } from 'chevrotain'
import type { KnownCode } from '../codes.ts'
import { And, AtLeast, AtMost, Dash, Not, NotSame, Or, SameAs, Text, Word } from './tokens.ts'

/** How a sign that other languages use is reported, and what stands for it here. */
export interface ForeignSign {
  readonly code: KnownCode
  readonly message: (image: string) => string
  readonly help?: string
  /** What the fix writes in its place; absent where there is no sure one. */
  readonly replacement?: (image: string) => string
}

/** The group of tokens that are reported and then left out of what the parser sees. */
export const DROPPED = 'dropped'

const ASCII = Array.from({ length: 0x80 }, (_, code) => code)

// WHY: Chevrotain files the patterns that it tries by first character, and characters above 255 in buckets of 255.
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

/** A quoted text whose closing quote is missing: everything to the end of its line. */
export const OpenText: TokenType = createToken({
  name: 'OpenText',
  pattern: /"(?:[^"\\\r\n]|\\[^\r\n])*\\?/,
  categories: [Text],
})

/** A run of characters that mean nothing in the language. */
export const Stray: TokenType = createToken({
  name: 'Stray',
  pattern: /[^\s\w"'#(){},:=<>!&|;/-]+|[^]/,
  start_chars_hint: [...ASCII, ...BEYOND_ASCII],
  group: DROPPED,
})

/** Foreign tokens that the lexer has to try before the language's own. */
export const earlyForeignTokens: readonly TokenType[] = [
  [singleQuoted, curlyQuoted, slashComment, accented],
  [tripleSame, tripleNotSame, arrowAtLeast, arrowAtMost],
].flat()

/** Foreign tokens that the lexer tries when nothing else matches. */
export const lateForeignTokens: readonly TokenType[] = [OpenText, semicolon, andSign, orSign, notSign, longDash, Stray]

const requote = (image: string): string => `"${image.slice(1, -1).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

const sign = (replacement: string): ForeignSign => ({
  code: 'TG107',
  message: (image) => `expected \`${replacement.trim()}\`, found \`${image}\``,
  replacement: () => replacement,
})

const quotes: ForeignSign = {
  code: 'TG106',
  message: () => 'expected straight double quotes around a text',
  replacement: requote,
}

/** How each foreign sign is reported. */
export const foreignSigns: ReadonlyMap<TokenType, ForeignSign> = new Map<TokenType, ForeignSign>([
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
      help: 'names are letters from a to z, digits, `_`, `.` and `-`; a text goes in double quotes',
    },
  ],
  [
    semicolon,
    { code: 'TG107', message: () => 'expected nothing between statements, found `;`', replacement: () => '' },
  ],
  [andSign, sign('and')],
  [orSign, sign('or')],
  [notSign, sign('not ')],
  [tripleSame, sign('==')],
  [tripleNotSame, sign('!=')],
  [arrowAtLeast, sign('>=')],
  [arrowAtMost, sign('<=')],
  [longDash, sign('-')],
])
