import { tokenMatcher, type IToken } from 'chevrotain'
import { Starter, Then } from '../tokens.ts'
import type { Cursor } from './common-error.ts'

/** Maximum number of tokens between the verb of a rule and a clause. */
const MAX_RULE = 200

/** Returns the type of the verb of the rule to which the current token belongs; undefined if it is too far away. */
export function startOfRule({ at }: Cursor): IToken['tokenType'] | undefined {
  for (let distance = -1; distance >= -MAX_RULE; distance--) {
    const token = at(distance)
    if (token.startOffset < 0) return undefined
    if (tokenMatcher(token, Starter) && at(distance - 1).tokenType !== Then) return token.tokenType
  }
  return undefined
}
