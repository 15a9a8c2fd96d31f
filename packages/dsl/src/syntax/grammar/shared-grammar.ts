import { PolicyGrammar } from './policy-grammar.ts'

// WHY: the parser takes tens of milliseconds to build and is reset for each text, so one is built on first use and reused.
let grammar: PolicyGrammar | undefined

/** Returns the parser of the language, which is reset for each text. */
export function sharedGrammar(): PolicyGrammar {
  return (grammar ??= new PolicyGrammar({ validate: false }))
}
