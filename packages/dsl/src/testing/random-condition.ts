import fc from 'fast-check'
import { joined, oneOfTokens, optional, tokens, type Tokens } from './random-tokens.ts'
import { addressEntry, windowSpan, zone } from './random-set.ts'
import { name, text, wholeNumber } from './random-word.ts'

/** The name of a fact, as one word. */
export const factName: fc.Arbitrary<string> = fc.constantFrom(
  'ip',
  'peer',
  'method',
  'host',
  'path',
  'target',
  'agent',
  'bot',
  'user',
  'now',
  'score',
  'flagged',
  'user.role',
  'user.allowed_ips',
  'connection.blocked',
)

/** The name of a header. */
export const header: fc.Arbitrary<string> = fc.constantFrom(
  'x-forwarded-for',
  'forwarded',
  'x-real-ip',
  'cf-connecting-ip',
)

const fact: fc.Arbitrary<Tokens> = oneOfTokens(
  tokens(factName),
  tokens(factName),
  tokens(fc.constantFrom('header', 'query', 'cookie'), '(', text, ')'),
)

const testSet: fc.Arbitrary<Tokens> = oneOfTokens(
  joined(oneOfTokens(addressEntry, tokens(name)), ','),
  joined(tokens(fc.constantFrom('/admin/**', '/', '/api/*/keys', '/a%20b')), ','),
  joined(tokens(fc.oneof(text, wholeNumber, fc.constantFrom('GET', 'HEAD'))), ','),
  tokens(joined(windowSpan, ','), optional(tokens(zone))),
)

const test: fc.Arbitrary<Tokens> = oneOfTokens(
  tokens(fact, 'in', testSet),
  tokens(fact, 'not', 'in', testSet),
  tokens(fact, fc.constantFrom('==', '!=', '<', '<=', '>', '>='), oneOfTokens(tokens(text), tokens(wholeNumber), fact)),
  tokens(fact, oneOfTokens(tokens('contains'), tokens('starts', 'with'), tokens('ends', 'with')), text),
  tokens(
    fact,
    'is',
    oneOfTokens(tokens('present'), tokens('absent'), tokens('empty'), tokens('not', 'empty'), tokens('oversized')),
  ),
  tokens('bot', 'impersonates', name),
  fact,
  tokens('anyone'),
)

const { condition } = fc.letrec<{ condition: Tokens; unary: Tokens }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'condition' },
    test,
    tie('unary'),
    joined(tie('unary'), 'and', 3),
    joined(tie('unary'), 'or', 3),
    tokens(joined(tie('unary'), 'and', 2), 'or', joined(tie('unary'), 'and', 2)),
  ),
  unary: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'condition' },
    test,
    tokens('(', tie('condition'), ')'),
    tokens('not', tie('unary')),
  ),
}))

/** Conditions as sequences of words, at most a few levels deep. */
export const arbitraryCondition: fc.Arbitrary<Tokens> = condition
