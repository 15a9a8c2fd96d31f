import { classifiedTokens, type TokenClass } from '@tidegate/dsl/tools'
import { builtInFacts } from '@tidegate/model'
import type { Analysis } from './analyse.ts'
import { namesIn, symbolOf } from './symbols.ts'
import { positionAt, type Range } from './text-position.ts'

/** What a token means. */
export type SemanticTokenKind =
  | 'keyword'
  | 'comment'
  | 'string'
  | 'number'
  | 'operator'
  | 'address'
  | 'path'
  | 'time'
  | 'fact'
  | 'set'
  | 'limit'
  | 'plugin'

/** All kinds, in the order of the legend. */
export const semanticTokenKinds: readonly SemanticTokenKind[] = [
  'keyword',
  'comment',
  'string',
  'number',
  'operator',
  'address',
  'path',
  'time',
  'fact',
  'set',
  'limit',
  'plugin',
]

/** A token with its meaning; tokens do not overlap and none has a line break. */
export interface SemanticToken {
  readonly range: Range
  readonly kind: SemanticTokenKind
  readonly isDeclaration: boolean
}

const kindOfClass: Readonly<Record<Exclude<TokenClass, 'word'>, SemanticTokenKind>> = {
  keyword: 'keyword',
  comment: 'comment',
  string: 'string',
  number: 'number',
  operator: 'operator',
  address: 'address',
  path: 'path',
  time: 'time',
}

/** Returns the tokens of a file in the order of the text. A word is a fact, a set or a plugin if it refers to one; else it is a keyword. Linear. */
export function tokens(analysis: Analysis, file: string): readonly SemanticToken[] {
  const text = analysis.textOf(file)
  if (text === undefined) return []
  const names = new Map(namesIn(analysis, file).map((each) => [each.span.start, each]))
  return classifiedTokens(text.text).map(({ kind: form, start, end, text: image }) => {
    const range = { start: positionAt(text, start), end: positionAt(text, end) }
    const name = names.get(start)
    if (name === undefined || name.span.end !== end || name.space === 'file') {
      return { range, kind: form === 'word' ? 'keyword' : kindOfClass[form], isDeclaration: false }
    }
    const declared = symbolOf(analysis, file, name)?.declared
    const isFact = declared === undefined ? builtInFacts.includes(image) : declared.kind === 'fact'
    const kind = name.space === 'name' ? (isFact ? 'fact' : 'set') : name.space
    return { range, kind, isDeclaration: name.isDeclaration }
  })
}
