import { agentCondition, agentTestsOfRegex, agentTestsOfText } from '../agent-condition.ts'
import { addressEntry } from '../ordered-access.ts'
import { patternsOfRegex } from '../path-patterns.ts'
import { type PolicyDraft, quoted } from '../policy-draft.ts'
import { variableName, type Variables, whenValue } from './variables.ts'

/** The condition of an `if`, from its words; undefined where it cannot be said in the language. */
export function ifCondition(args: readonly string[], variables: Variables, draft: PolicyDraft): string | undefined {
  const text = args.join(' ').trim()
  if (!text.startsWith('(') || !text.endsWith(')')) return undefined
  const [, left, operator = '', right = ''] =
    /^(\$\{?\w+\}?)\s*(=|!=|~\*?|!~\*?)?\s*(.*)$/.exec(text.slice(1, -1).trim()) ?? []
  const name = variableName(left)
  if (name === undefined) return undefined
  const known = variables.get(name)
  const isNegated = operator.startsWith('!')
  const condition =
    known === undefined ? builtIn(name, operator.replace('!', ''), right, draft) : ofVariable(known, operator, right)
  if (condition === undefined) return undefined
  return isNegated && known === undefined ? `not (${condition})` : condition
}

function ofVariable(variable: Parameters<typeof whenValue>[0], operator: string, right: string): string | undefined {
  switch (operator) {
    case '':
      return whenValue(variable, (value) => value !== '' && value !== '0')
    case '=':
      return whenValue(variable, (value) => value === right)
    case '!=':
      return whenValue(variable, (value) => value !== right)
    default:
      return undefined
  }
}

function builtIn(name: string, operator: string, right: string, draft: PolicyDraft): string | undefined {
  const isPattern = operator.startsWith('~')
  switch (name) {
    case 'http_user_agent': {
      if (operator === '') return undefined
      const tests = isPattern ? agentTestsOfRegex(right) : agentTestsOfText(right)
      return tests === undefined ? undefined : agentCondition(draft, 'refused_agents', [tests])
    }
    case 'remote_addr': {
      const entry = operator === '=' ? addressEntry(right) : undefined
      return entry === undefined ? undefined : `ip in ${entry}`
    }
    case 'request_method': {
      const methods = isPattern ? /^\^?\(?([A-Z|]+)\)?\$?$/.exec(right)?.[1]?.split('|') : [right]
      return methods?.every((method) => /^[A-Z]+$/.test(method)) === true
        ? `method in ${methods.join(', ')}`
        : undefined
    }
    case 'host':
    case 'http_host':
      return operator === '=' ? `host == ${quoted(right.toLowerCase())}` : undefined
    case 'uri':
    case 'request_uri': {
      const patterns = isPattern ? patternsOfRegex(right) : undefined
      return patterns === undefined ? undefined : `${name === 'uri' ? 'path' : 'target'} in ${patterns.join(', ')}`
    }
    default:
      return undefined
  }
}
