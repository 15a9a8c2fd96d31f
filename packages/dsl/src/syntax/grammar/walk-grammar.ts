import {
  Alternation,
  Alternative,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  Terminal,
  tokenMatcher,
  type IProduction,
  type IToken,
  type Rule,
  type TokenType,
} from 'chevrotain'

/** A token that may come next, and the grammar rules that are open there, outermost first. */
export interface NextToken {
  readonly type: TokenType
  readonly rules: readonly string[]
}

/** One step that is still to do, and those after it. Equal cells are one object, so that ambiguity does not multiply them. */
interface Cell {
  readonly id: number
  readonly production: IProduction
  /** Whether the production is the rest of a repetition, which may end here. */
  readonly isRest: boolean
  readonly rules: Open
  readonly next: Cell | undefined
}

/** The open rules, innermost first. */
interface Open {
  readonly id: number
  readonly name: string
  readonly outer: Open | undefined
}

/**
 * Returns the tokens that the grammar accepts after `tokens`, from the beginning of `rule`; none if it does not accept these. Follows all
 * alternatives at the same time, so that time is linear in the number of tokens. Gates are ignored.
 */
export function nextTokens(rule: Rule, tokens: readonly IToken[]): readonly NextToken[] {
  const walk = createWalk()
  let cells = walk.terminals([walk.start(rule)])
  for (const token of tokens) {
    const matching = cells.filter(({ production }) => tokenMatcher(token, (production as Terminal).terminalType))
    cells = walk.terminals(matching.map(({ next }) => next))
  }
  return cells.map(({ production, rules }) => ({
    type: (production as Terminal).terminalType,
    rules: namesOf(rules),
  }))
}

interface Walk {
  readonly start: (rule: Rule) => Cell | undefined
  /** Returns the tokens that can be next in any of the given states. */
  readonly terminals: (cells: readonly (Cell | undefined)[]) => readonly Cell[]
}

function createWalk(): Walk {
  const cells = new Map<string, Cell>()
  const opened = new Map<string, Open>()
  const numbers = new Map<IProduction, number>()
  const separators = new Map<TokenType, Terminal>()

  const numberOf = (production: IProduction): number => {
    const known = numbers.get(production) ?? numbers.size
    numbers.set(production, known)
    return known
  }
  const open = (name: string, outer: Open | undefined): Open => {
    const key = `${name} ${outer?.id ?? ''}`
    const found = opened.get(key) ?? { id: opened.size, name, outer }
    opened.set(key, found)
    return found
  }
  const cell = (production: IProduction, rules: Open, next: Cell | undefined, isRest = false): Cell => {
    const key = `${numberOf(production)} ${rules.id} ${next?.id ?? ''} ${isRest}`
    const found = cells.get(key) ?? { id: cells.size, production, isRest, rules, next }
    cells.set(key, found)
    return found
  }
  const sequence = (productions: readonly IProduction[], rules: Open, next: Cell | undefined): Cell | undefined =>
    productions.reduceRight<Cell | undefined>((rest, production) => cell(production, rules, rest), next)
  const separatorOf = (type: TokenType): Terminal => {
    const known = separators.get(type) ?? new Terminal({ terminalType: type })
    separators.set(type, known)
    return known
  }

  /** Returns the states that follow from one that is not a token. */
  function expand({ production, isRest, rules, next }: Cell): readonly (Cell | undefined)[] {
    if (production instanceof NonTerminal) {
      const { definition, name } = production.referencedRule
      return [sequence(definition, open(name, rules), next)]
    }
    if (production instanceof Alternation) return production.definition.map((each) => cell(each, rules, next))
    if (production instanceof Alternative) return [sequence(production.definition, rules, next)]
    if (production instanceof Option) return [next, sequence(production.definition, rules, next)]
    const rest = cell(production, rules, next, true)
    if (production instanceof Repetition || production instanceof RepetitionMandatory) {
      const more = sequence(production.definition, rules, rest)
      return production instanceof Repetition || isRest ? [next, more] : [more]
    }
    if (production instanceof RepetitionWithSeparator || production instanceof RepetitionMandatoryWithSeparator) {
      const item = sequence(production.definition, rules, rest)
      if (isRest) return [next, cell(separatorOf(production.separator), rules, item)]
      return production instanceof RepetitionWithSeparator ? [next, item] : [item]
    }
    return []
  }

  return {
    start: ({ definition, name }) => sequence(definition, open(name, undefined), undefined),
    terminals: (states) => {
      const found: Cell[] = []
      const seen = new Set<Cell>()
      const waiting = [...states]
      for (let state = waiting.pop(); waiting.length > 0 || state !== undefined; state = waiting.pop()) {
        if (state === undefined || seen.has(state)) continue
        seen.add(state)
        if (state.production instanceof Terminal) found.push(state)
        else waiting.push(...expand(state))
      }
      return found
    },
  }
}

function namesOf(open: Open): readonly string[] {
  const names: string[] = []
  for (let each: Open | undefined = open; each !== undefined; each = each.outer) names.unshift(each.name)
  return names
}
