import { tokenMatcher, type TokenType } from 'chevrotain'
import { And, Block, Exempt, LeftParen, Not, Or, RightParen, Unless, When, Where, WordOnly } from '../tokens.ts'
import type { Cursor } from './common-error.ts'

/** Tokens before a test, which begins with a fact. */
export const BEFORE_TEST: readonly TokenType[] = [And, Or, Not, LeftParen, Block, WordOnly, Exempt, When, Unless, Where]

/** Whether the operator at the cursor follows a fact in a condition, rather than the name in a declaration. */
export function isComparison({ at }: Cursor): boolean {
  return at(-1).tokenType === RightParen || BEFORE_TEST.some((type) => tokenMatcher(at(-2), type))
}
