import { tokenMatcher, type IToken } from 'chevrotain'
import { retypeToken } from './make-token.ts'
import {
  Block,
  ClauseStarter,
  Comma,
  CostComma,
  Costing,
  NumberText,
  Starter,
  Then,
  ThenBlock,
  WordIf,
} from './tokens.ts'

/**
 * Returns the tokens with those of clauses marked that would otherwise be read as something else: `block` in `then block for` begins no rule, and a
 * comma before `10 if` separates two costs, and not two entries of a set. Linear.
 */
export function markClauses(tokens: readonly IToken[]): IToken[] {
  let inCosts = false
  return tokens.map((token, index) => {
    const { tokenType } = token
    if (tokenType === Costing) inCosts = true
    else if (tokenMatcher(token, ClauseStarter) || tokenMatcher(token, Starter)) inCosts = false
    if (tokenType === Block && tokens[index - 1]?.tokenType === Then) return retypeToken(token, ThenBlock)
    const separatesCosts =
      inCosts &&
      tokenType === Comma &&
      tokens[index + 1]?.tokenType === NumberText &&
      tokens[index + 2]?.tokenType === WordIf
    return separatesCosts ? retypeToken(token, CostComma) : token
  })
}
