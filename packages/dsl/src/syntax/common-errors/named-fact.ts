import { LeftParen, RightParen, Text } from '../tokens.ts'
import type { Cursor } from './common-error.ts'

const NAMED = new Set(['header', 'query', 'cookie'])

/** Whether the token before the cursor closes a fact such as `header("x-key")`. */
export function closesNamedFact({ at }: Cursor): boolean {
  if (at(-1).tokenType !== RightParen || at(-2).tokenType !== Text) return false
  return at(-3).tokenType === LeftParen && NAMED.has(at(-4).image)
}
