import { getLookaheadPaths, LLkLookaheadStrategy, type ILookaheadStrategy, type LookaheadSequence } from 'chevrotain'
import { createPolicyGrammar } from '../src/syntax/grammar/create-policy-grammar.ts'
import type { RuleLookahead } from '../src/syntax/grammar/lookahead.ts'

const OPERATIONS: Readonly<Record<string, string>> = { Alternation: 'or', Option: 'option', Repetition: 'many' }

/** With what each rule of the grammar decides, by the rule's name: what Chevrotain finds out when it analyses the grammar. */
export function lookaheadOfGrammar(): Readonly<Record<string, RuleLookahead>> {
  const rules: Record<string, Record<string, string>> = {}
  const chevrotain = new LLkLookaheadStrategy({ maxLookahead: 3 })
  const lookahead: ILookaheadStrategy = {
    validate: (options) => chevrotain.validate(options),
    buildLookaheadForAlternation: (options) => {
      const { rule, prodOccurrence: occurrence, maxLookahead } = options
      const paths = getLookaheadPaths({ rule, occurrence, maxLookahead, prodType: 'Alternation' })
      ;(rules[rule.name] ??= {})[`or${occurrence}`] = paths.map(textOf).join(' / ')
      return chevrotain.buildLookaheadForAlternation(options)
    },
    buildLookaheadForOptional: (options) => {
      const { rule, prodOccurrence: occurrence, maxLookahead, prodType } = options
      const operation = OPERATIONS[prodType]
      if (operation !== undefined) {
        // The second alternative is what follows when it is not there.
        const [inside = []] = getLookaheadPaths({ rule, occurrence, maxLookahead, prodType })
        ;(rules[rule.name] ??= {})[`${operation}${occurrence}`] = textOf(inside)
      }
      return chevrotain.buildLookaheadForOptional(options)
    },
  }
  createPolicyGrammar({ validate: false, lookahead })
  return rules
}

function textOf(sequence: LookaheadSequence): string {
  return sequence.map((row) => row.map(({ name }) => name).join(' ')).join(' | ')
}

/** The module that holds the table. */
export function lookaheadModule(): string {
  const rules = Object.entries(lookaheadOfGrammar()).map(([rule, operations]) => {
    const lines = Object.entries(operations).map(([operation, text]) => `    ${operation}: '${text}',\n`)
    return `  ${rule}: {\n${lines.join('')}  },\n`
  })
  return `import type { RuleLookahead } from './lookahead.ts'

/** With what each rule of the grammar decides, by the rule's name. Written by \`pnpm --filter @tidegate/dsl lookahead\`. */
export const lookaheadTable: Readonly<Record<string, RuleLookahead>> = {
${rules.join('')}}
`
}
