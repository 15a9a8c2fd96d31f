import fc from 'fast-check'
import { oneOfTokens, optional, joined, tokens, type Tokens } from './random-tokens.ts'
import { arbitraryCondition, factName, header } from './random-condition.ts'
import { addressSet, botSet, pathSet, textSet, windowSet, zone } from './random-set.ts'
import { name, text, wholeNumber } from './random-word.ts'

/** Options of random programs. */
export interface RandomProgramOptions {
  /** Maximum number of statements on the top level. Default 8. */
  readonly maxStatements?: number
  /** Maximum nesting of `where` blocks. Default 2. */
  readonly maxDepth?: number
}

/**
 * Texts of syntactically valid programs with all declarations, rules and clauses; names need not be declared, and tests need
 * not be valid for their facts. Words are separated by single spaces, statements by line breaks.
 */
export function arbitraryProgram(options: RandomProgramOptions = {}): fc.Arbitrary<string> {
  return statements(options).map((all) => all.map((words) => `${words.join(' ')}\n`).join(''))
}

/**
 * The same programs with careless formatting: spaces, line breaks, empty lines and comments (`# 1`, `# 2`, …) are anywhere
 * between two words.
 */
export function arbitraryMessyProgram(options: RandomProgramOptions = {}): fc.Arbitrary<string> {
  const separators = fc.array(fc.nat({ max: SEPARATORS.length - 1 }), { minLength: 1, maxLength: 24 })
  return fc.tuple(statements(options), separators).map(([all, choices]) => {
    let comments = 0
    const words = all.flat()
    return words
      .map((word, index) => {
        const separator = SEPARATORS[choices[index % choices.length] ?? 0] ?? ' '
        return word + separator.replace('#', () => `# ${++comments}`)
      })
      .join('')
  })
}

const SEPARATORS = [
  ' ',
  ' ',
  ' ',
  ' ',
  ' ',
  '  ',
  '\t',
  '\n',
  '\n',
  '\r\n',
  '\n\n',
  '\n\n\n',
  ' #\n',
  '\n#\n',
  '\n\n#\n  #\n\n',
]

/** Statements as sequences of words. */
function statements({ maxStatements = 8, maxDepth = 2 }: RandomProgramOptions): fc.Arbitrary<readonly Tokens[]> {
  const inner = oneOfTokens(declaration, rule, rule)
  const level = (depth: number): fc.Arbitrary<Tokens> => (depth === 0 ? inner : oneOfTokens(inner, inner, block(depth)))
  const block = (depth: number): fc.Arbitrary<Tokens> =>
    tokens(
      'where',
      arbitraryCondition,
      '{',
      fc.array(level(depth - 1), { maxLength: 4 }).map((body) => body.flat()),
      '}',
    )
  return fc.array(level(maxDepth), { maxLength: maxStatements })
}

const declaration: fc.Arbitrary<Tokens> = oneOfTokens(
  tokens('policy', text),
  tokens('include', text),
  tokens('use', name),
  tokens('client', 'ip', 'from', header, 'trusting', addressSet),
  tokens('zone', zone),
  tokens('paths', 'match', 'exactly'),
  tokens(
    'fact',
    factName,
    ':',
    fc.constantFrom('text', 'number', 'flag', 'ip', 'ips', 'texts'),
    optional(oneOfTokens(tokens('required'), tokens('with', 'user'))),
  ),
  tokens('list', name, '=', addressSet),
  tokens('bots', name, '=', botSet),
  tokens('paths', name, '=', pathSet),
  tokens('texts', name, '=', textSet),
  tokens('window', name, '=', windowSet),
  tokens('import', name, text, optional(tokens('as', name)), optional(tokens('enforce', 'rules'))),
)

const keyPart: fc.Arbitrary<Tokens> = oneOfTokens(
  tokens('ip', optional(tokens('exact'))),
  tokens('network', '(', wholeNumber, ',', wholeNumber, ')'),
  tokens(fc.constantFrom('user', 'bot', 'host', 'path', 'user.role')),
  tokens('header', '(', text, ')'),
)

const duration: fc.Arbitrary<Tokens> = tokens(wholeNumber, fc.constantFrom('second', 'minutes', 'hours', 'days'))

const period: fc.Arbitrary<Tokens> = oneOfTokens(
  tokens('per', fc.constantFrom('second', 'minute', 'hour', 'day')),
  tokens('per', duration),
  tokens('per', 'calendar', fc.constantFrom('minute', 'hour', 'day', 'week', 'month'), optional(tokens('in', zone))),
  tokens('at', 'once'),
)

const cost: fc.Arbitrary<Tokens> = oneOfTokens(
  joined(tokens(wholeNumber, 'if', arbitraryCondition), ','),
  tokens(factName),
)

const head: fc.Arbitrary<Tokens> = oneOfTokens(
  tokens('block', arbitraryCondition),
  tokens('allow', 'only', arbitraryCondition),
  tokens(
    'limit',
    fc.oneof(wholeNumber, fc.constant('r.rate')),
    period,
    oneOfTokens(tokens('in', 'total'), tokens('per', joined(keyPart, 'and'))),
  ),
  tokens('exempt', arbitraryCondition, 'from', oneOfTokens(tokens('limits'), joined(tokens(text), ','))),
)

const clauses: fc.Arbitrary<Tokens> = fc
  .tuple(
    optional(tokens('during', windowSet)),
    optional(tokens('when', arbitraryCondition)),
    optional(tokens('unless', arbitraryCondition)),
    optional(tokens('as', text)),
    optional(
      tokens('reply', wholeNumber, optional(oneOfTokens(tokens(text), tokens('file', text), tokens('to', text)))),
    ),
    optional(tokens('log', fc.constantFrom('debug', 'info', 'warn', 'error'))),
    optional(tokens('costing', cost)),
    optional(tokens('burst', wholeNumber)),
    optional(tokens('including', 'refused')),
    optional(tokens('counting', 'only', 'replies', joined(tokens(wholeNumber), ','))),
    optional(tokens('then', 'block', 'for', duration)),
    optional(tokens('replaces', text)),
  )
  .chain((all) => fc.shuffledSubarray(all, { minLength: all.length }))
  .map((all) => all.flat())

/** A rule as a sequence of words, with its clauses in any order. */
const rule: fc.Arbitrary<Tokens> = tokens(optional(tokens('shadow')), head, clauses)

/** Texts of single rules, with words separated by spaces. */
export const arbitraryRule: fc.Arbitrary<string> = rule.map((words) => words.join(' '))
