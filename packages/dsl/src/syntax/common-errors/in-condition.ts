import { tokenMatcher } from 'chevrotain'
import { And, Block, Exempt, LeftParen, Not, Or, RightParen, Unless, When, Where, WordOnly } from '../tokens.ts'
import type { Here } from './common-error.ts'

const BEFORE_TEST = [And, Or, Not, LeftParen, Block, WordOnly, Exempt, When, Unless, Where]

/** Whether the sign at hand stands behind a fact in a condition, and not behind a name that is being declared. */
export function isComparison({ at }: Here): boolean {
  return at(-1).tokenType === RightParen || BEFORE_TEST.some((type) => tokenMatcher(at(-2), type))
}
