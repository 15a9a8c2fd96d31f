import type { KnownCode } from '../codes.ts'
import { defineToken, type TokenKind } from './token-type.ts'
import { And, AtLeast, AtMost, Dash, Not, NotSame, Or, SameAs, Text, Word } from './tokens.ts'

/** How a sign that other languages use is reported, and what stands for it here. */
export interface ForeignSign {
  readonly code: KnownCode
  readonly message: (image: string) => string
  readonly help?: string
  /** What the fix writes in its place; absent where there is no sure one. */
  readonly replacement?: (image: string) => string
}

const accented = defineToken({
  name: 'AccentedWord',
  pattern: /\w*(?![\0-\x7f])\p{L}[\p{L}\p{M}\p{N}\w.-]*/uy,
  starts: /\w/,
  categories: [Word],
})
const singleQuoted = defineToken({
  name: 'SingleQuoted',
  pattern: /'[^'\r\n]*'/y,
  starts: /'/,
  categories: [Text],
})
const curlyQuoted = defineToken({
  name: 'CurlyQuoted',
  pattern: /[“”„‟«»][^“”„‟«»\r\n]*[“”„‟«»]/y,
  categories: [Text],
})
const slashComment = defineToken({
  name: 'SlashComment',
  pattern: /\/\/(?![^\s])[^\r\n]*/y,
  starts: /\//,
  group: 'dropped',
})
const semicolon = defineToken({ name: 'Semicolon', pattern: /;/y, starts: /;/, group: 'dropped' })
const andSign = defineToken({ name: 'AndSign', pattern: /&&?/y, starts: /&/, categories: [And] })
const orSign = defineToken({ name: 'OrSign', pattern: /\|\|?/y, starts: /\|/, categories: [Or] })
const notSign = defineToken({ name: 'NotSign', pattern: /!/y, starts: /!/, categories: [Not] })
const tripleSame = defineToken({ name: 'TripleSame', pattern: /===|=~/y, starts: /=/, categories: [SameAs] })
const tripleNotSame = defineToken({ name: 'TripleNotSame', pattern: /!==|<>/y, starts: /[!<]/, categories: [NotSame] })
const arrowAtLeast = defineToken({ name: 'ArrowAtLeast', pattern: /=>/y, starts: /=/, categories: [AtLeast] })
const arrowAtMost = defineToken({ name: 'ArrowAtMost', pattern: /=</y, starts: /=/, categories: [AtMost] })
const longDash = defineToken({ name: 'LongDash', pattern: /[‐‑‒–—―−]/y, categories: [Dash] })

/** A quoted text whose closing quote is missing: everything to the end of its line. */
export const OpenText: TokenKind = defineToken({
  name: 'OpenText',
  pattern: /"(?:[^"\\\r\n]|\\[^\r\n])*\\?/y,
  starts: /"/,
  categories: [Text],
})

/** A run of characters that mean nothing in the language. */
export const Stray: TokenKind = defineToken({
  name: 'Stray',
  pattern: /[^\s\w"'#(){},:=<>!&|;/-]+|[^]/uy,
  starts: /[^]/,
  group: 'dropped',
})

/** Foreign tokens that the lexer has to try before the language's own. */
export const earlyForeignTokens: readonly TokenKind[] = [
  [singleQuoted, curlyQuoted, slashComment, accented],
  [tripleSame, tripleNotSame, arrowAtLeast, arrowAtMost],
].flat()

/** Foreign tokens that the lexer tries when nothing else matches. */
export const lateForeignTokens: readonly TokenKind[] = [OpenText, semicolon, andSign, orSign, notSign, longDash, Stray]

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
export const foreignSigns: ReadonlyMap<TokenKind, ForeignSign> = new Map<TokenKind, ForeignSign>([
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
