import { tokenMatcher, type IToken, type TokenType } from 'chevrotain'
import { makeToken, retypeToken } from '../make-token.ts'
import type { Reporter } from '../reporter.ts'
import { RightParen, SameAs, Text, Word, WordContains } from '../tokens.ts'
import { replacing, spanOver, type Cursor, type CommonError } from './common-error.ts'
import { isComparison } from './is-comparison.ts'
import { closesNamedFact } from './named-fact.ts'

const TEXTS = new Set(['agent', 'host', 'method', 'path', 'target'])

/** `method POST`, `host example.com`, `agent "curl"`, `header("x") "1"`: a fact and its value without an operator. */
export const valueWithoutOperator: CommonError = {
  begins: [Word, Text],
  after: [Word, RightParen],
  fix: (cursor) => {
    const { at, reporter } = cursor
    const value = at(0)
    const sign = operatorFor(cursor)
    if (sign === undefined || !isAdjacent(at(-1), value, reporter)) return undefined
    const place = spanOver(value, value, reporter)
    const quoted = tokenMatcher(value, Text) ? value.image : `"${value.image}"`
    const written = `${sign.written} ${quoted}`
    const found = `found \`${value.image}\``
    if (sign.type === SameAs) {
      reporter.report('TG126', place, `expected \`==\` between a fact and its value, ${found}`, {
        fix: replacing(place, written, `write \`${written}\``),
      })
    } else {
      // WHY: which of the two was intended changes what an `allow only` admits, so that no fix is offered.
      reporter.report('TG126', place, `expected an operator between a fact and its value, ${found}`, {
        help: `\`agent contains ${quoted}\` tests a part of the user agent, \`agent == ${quoted}\` all of it`,
      })
    }
    const text = tokenMatcher(value, Text) ? value : retypeToken(value, Text, value.image)
    return { skip: 1, tokens: [makeToken(sign.type, sign.written, value.startOffset), text] }
  },
}

function operatorFor(cursor: Cursor): { readonly written: string; readonly type: TokenType } | undefined {
  const { at } = cursor
  const [fact, value] = [at(-1), at(0)]
  const same = { written: '==', type: SameAs }
  if (tokenMatcher(fact, RightParen)) return tokenMatcher(value, Text) && closesNamedFact(cursor) ? same : undefined
  if (!isComparison(cursor) || !TEXTS.has(fact.image) || !isValueOf(fact, value)) return undefined
  return fact.image === 'agent' ? { written: 'contains', type: WordContains } : same
}

/** WHY: the lexer drops characters such as `~`, which are reported as what they are. */
function isAdjacent(fact: IToken, value: IToken, { source }: Reporter): boolean {
  return /^\s*$/u.test(source.text.slice(fact.startOffset + fact.image.length, value.startOffset))
}

/** WHY: only words that cannot be anything else are read as values without quotes. */
function isValueOf(fact: IToken, value: IToken): boolean {
  if (tokenMatcher(value, Text)) return true
  if (fact.image === 'method') return /^[A-Z]{3,}$/u.test(value.image)
  return fact.image === 'host' && /^[a-z\d-]+(?:\.[a-z\d-]+)+$/iu.test(value.image)
}
