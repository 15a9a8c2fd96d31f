/**
 * Internals of the language that only Tidegate's own tools use; not stable.
 *
 * @module
 */
export { analysePolicy, type Analysed } from '../check/check-policy.ts'
export { type Declared, type DeclaredKind, wordsOfKind } from '../check/declared.ts'
export { builtInLists } from '../check/declarations/reserved-names.ts'
export type { Scopes } from '../check/scope.ts'
export type { Unit } from '../check/unit.ts'
export { classifiedTokens, type ClassifiedToken, type TokenClass } from '../syntax/classified-tokens.ts'
export { type Expected, expectedAfter, type ExpectedToken } from '../syntax/expected-tokens.ts'
export { EXAMPLES } from '../syntax/explain-error.ts'
export { LEVELS, TYPES, UNITS } from '../syntax/enumerations.ts'
export { clauseWords, starterWords } from '../syntax/tokens.ts'
export { isReserved } from '../check/declarations/reserved-names.ts'
export { writeText } from '../format/write-literal.ts'
export { reservedWords } from '../syntax/tokens.ts'
export { isWord } from '../syntax/is-word.ts'
