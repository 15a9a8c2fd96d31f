import { tokenMatcher, type IToken, type TokenType } from 'chevrotain'
import { globSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { runs } from '@tidegate/test-support'
import { beforeAll, describe, expect, test } from 'vitest'
import oniguruma from 'vscode-oniguruma'
import textmate, { type IGrammar } from 'vscode-textmate'
import fc from 'fast-check'
import { readGoldens } from '../testing/golden.ts'
import { arbitraryProgram } from '../testing/random-program.ts'
import { lex } from './lex.ts'
import { createReporter } from './reporter.ts'
import {
  Address,
  ClauseStarter,
  Clock,
  Colon,
  Comma,
  Dash,
  DateText,
  Day,
  Equals,
  LeftBrace,
  LeftParen,
  NumberText,
  Path,
  Reserved,
  RightBrace,
  RightParen,
  SlashWord,
  Starter,
  Text,
  Word,
} from './tokens.ts'

/** The scopes that a token may have; the first matching type counts. */
const SCOPES: readonly (readonly [TokenType, RegExp])[] = [
  [Text, /^(?:string\.quoted\.double|constant\.character\.escape)/u],
  [Path, /^string\.unquoted\.path/u],
  [Clock, /^constant\.numeric\.time/u],
  [Address, /^constant\.numeric\.address/u],
  [DateText, /^constant\.numeric\.date/u],
  [SlashWord, /^constant\.other\.zone/u],
  [NumberText, /^constant\.numeric\.tidegate/u],
  [Starter, /^keyword\.control/u],
  [ClauseStarter, /^keyword\.other\.clause/u],
  [Reserved, /^keyword\.operator\.word/u],
  [Day, /^constant\.language\.day/u],
  [Word, /^(?:variable\.other|support\.other|entity\.name\.type)/u],
  ...[Comma, Colon, Dash].map((type) => [type, /^punctuation\.separator/u] as const),
  ...[LeftBrace, RightBrace].map((type) => [type, /^punctuation\.section\.block/u] as const),
  ...[LeftParen, RightParen].map((type) => [type, /^punctuation\.section\.group/u] as const),
  [Equals, /^keyword\.operator\.assignment/u],
]

const COMPARISON = /^keyword\.operator\.comparison/u

let grammar: IGrammar

beforeAll(async () => {
  const require = createRequire(import.meta.url)
  const { buffer } = Uint8Array.from(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')))
  await oniguruma.loadWASM(buffer)
  const file = new URL('../../editor/tidegate.tmLanguage.json', import.meta.url)
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(readFileSync(file, 'utf8'), file.pathname),
  })
  const loaded = await registry.loadGrammar('source.tidegate')
  if (loaded === null) throw new Error('the grammar cannot be loaded')
  grammar = loaded
})

/** Returns the innermost scope of every character of a text. */
function scopesOf(text: string): readonly string[] {
  const scopes: string[] = []
  let stack = textmate.INITIAL
  for (const line of text.split('\n')) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, stack)
    for (const { startIndex, endIndex, scopes: names } of tokens) {
      for (let at = startIndex; at < Math.min(endIndex, line.length); at++) scopes.push(names.at(-1) ?? '')
    }
    scopes.push('')
    stack = ruleStack
  }
  return scopes
}

function expectSameTokens(text: string): void {
  const reporter = createReporter({ file: 'x', text })
  const { tokens, comments } = lex(reporter)
  const scopes = scopesOf(text)
  for (const token of tokens) {
    const expected = scopeOf(token)
    const seen = new Set(scopes.slice(token.startOffset, token.startOffset + token.image.length))
    for (const scope of seen) expect(scope, `scope of \`${token.image}\``).toMatch(expected)
  }
  for (const { span } of comments) expect(scopes[span.start]).toMatch(/^comment\.line/u)
}

function scopeOf(token: IToken): RegExp {
  return SCOPES.find(([type]) => tokenMatcher(token, type))?.[1] ?? COMPARISON
}

describe('the editor grammar recognises the same tokens as the lexer', () => {
  test('in the policies of all examples', () => {
    const examples = new URL('../../../../examples/', import.meta.url)
    const files = globSync('*/**/*.policy', { cwd: examples, exclude: (name) => name === 'node_modules' })
    for (const file of files) expectSameTokens(readFileSync(new URL(file, examples), 'utf8'))
    expect(files.length).toBeGreaterThan(0)
  })

  test('in the golden files of the formatter', () => {
    const goldens = readGoldens(new URL('../../goldens/format/', import.meta.url))
    for (const { input } of goldens) expectSameTokens(input)
    expect(goldens.length).toBeGreaterThan(0)
  })

  test('in random programs', () => {
    fc.assert(fc.property(arbitraryProgram(), expectSameTokens), { numRuns: runs(200, 1 / 2) })
  })
})
