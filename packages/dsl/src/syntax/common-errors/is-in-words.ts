import { tokenMatcher, type IToken, type TokenType } from 'chevrotain'
import { makeToken } from '../make-token.ts'
import { Address, In, Is, Not, NotSame, NumberText, Path, SameAs, Text, WordAbsent, WordPresent } from '../tokens.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'

interface Operator {
  readonly written: string
  readonly types: readonly TokenType[]
}

/** `is "admin"`, `is not 192.0.2.1`: the operator for a value after `is`. */
function operatorFor(value: IToken, negated: boolean): Operator | undefined {
  if (tokenMatcher(value, Text) || tokenMatcher(value, NumberText)) {
    return negated ? { written: '!=', types: [NotSame] } : { written: '==', types: [SameAs] }
  }
  if (!tokenMatcher(value, Address) && !tokenMatcher(value, Path)) return undefined
  return negated ? { written: 'not in', types: [Not, In] } : { written: 'in', types: [In] }
}

const NOTHING = new Set(['null', 'nil', 'none', 'missing', 'undefined', 'unset', 'blank', 'unknown'])
const SOMETHING = new Set(['set', 'defined', 'known', 'there', 'given'])

/** `is null`, `is not set`: the state for a word of another language. */
function stateFor(word: string, negated: boolean): { readonly written: string; readonly type: TokenType } | undefined {
  const lower = word.toLowerCase()
  if (!NOTHING.has(lower) && !SOMETHING.has(lower)) return undefined
  return NOTHING.has(lower) === negated
    ? { written: 'is present', type: WordPresent }
    : { written: 'is absent', type: WordAbsent }
}

/** `is in`, `is not in`, `is not present`, `is not absent`, `is "admin"`, `is null`. */
export const isInWords: CommonError = {
  begins: [Is],
  fix: ({ at, reporter }) => {
    const is = at(0)
    const negated = tokenMatcher(at(1), Not)
    const last = at(negated ? 2 : 1)
    const place = spanOver(is, last, reporter)
    if (last.tokenType === In) {
      const written = negated ? 'not in' : 'in'
      reporter.report('TG126', place, `expected \`${written}\` without \`is\``, {
        fix: replacing(place, written, `write \`${written}\``),
      })
      return { skip: negated ? 3 : 2, tokens: negated ? [at(1), last] : [last] }
    }
    const operator = operatorFor(last, negated)
    if (operator !== undefined) {
      const sign = spanOver(is, negated ? at(1) : is, reporter)
      reporter.report(
        'TG126',
        sign,
        `expected \`${operator.written}\` before a value, found \`${negated ? 'is not' : 'is'}\``,
        {
          fix: replacing(sign, operator.written, `write \`${operator.written}\``),
        },
      )
      return {
        skip: negated ? 2 : 1,
        tokens: operator.types.map((type) => makeToken(type, operator.written, is.startOffset)),
      }
    }
    const other = stateFor(last.image, negated)
    if (other !== undefined) {
      reporter.report('TG126', place, `expected \`${other.written}\``, {
        fix: replacing(place, other.written, `write \`${other.written}\``),
      })
      return { skip: negated ? 3 : 2, tokens: [is, makeToken(other.type, '', last.startOffset)] }
    }
    if (!negated || (last.tokenType !== WordPresent && last.tokenType !== WordAbsent)) return undefined
    const state = last.tokenType === WordPresent ? WordAbsent : WordPresent
    const written = state === WordAbsent ? 'is absent' : 'is present'
    reporter.report('TG126', place, `expected \`${written}\``, {
      fix: replacing(place, written, `write \`${written}\``),
    })
    return { skip: 3, tokens: [is, makeToken(state, '', last.startOffset)] }
  },
}
