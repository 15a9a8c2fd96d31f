import { agentCondition, type AgentTests, agentTestsOfRegex } from '../agent-condition.ts'
import { patternsOfRegex } from '../path-patterns.ts'
import type { PolicyDraft } from '../policy-draft.ts'
import type { ApacheDirective } from './parse-apache.ts'

/** Conditions under which environment variables are set, by name; a variable that is not here cannot be said. */
export type Environment = ReadonlyMap<string, string>

/** Reads `BrowserMatch` and `SetEnvIf` of a whole file. */
export function readEnvironment(directives: readonly ApacheDirective[], draft: PolicyDraft): Environment {
  const agents = new Map<string, AgentTests[]>()
  const others = new Map<string, string[]>()
  for (const { name, args, line } of flatten(directives)) {
    const match = /^(browsermatch|setenvif)(nocase)?$/.exec(name)
    if (match === null) continue
    const [attribute = '', pattern = '', ...variables] = match[1] === 'browsermatch' ? ['user-agent', ...args] : args
    const set = variables.filter((variable) => !variable.startsWith('!')).map((variable) => variable.split('=')[0]!)
    if (variables.some((variable) => variable.startsWith('!')))
      draft.note(line, `${name} ${args.join(' ')}: variables that are taken away are not carried over`)
    if (attribute.toLowerCase() === 'user-agent') {
      const tests = agentTestsOfRegex(pattern)
      if (tests === undefined) draft.note(line, `the pattern ${pattern} is not carried over: write its texts as tokens`)
      else for (const variable of set) agents.set(variable, [...(agents.get(variable) ?? []), tests])
    } else if (attribute.toLowerCase() === 'request_uri') {
      const patterns = patternsOfRegex(pattern)
      if (patterns === undefined)
        draft.note(line, `the pattern ${pattern} is not carried over: it cannot be said as paths`)
      else
        for (const variable of set)
          others.set(variable, [...(others.get(variable) ?? []), `path in ${patterns.join(', ')}`])
    } else draft.note(line, `${name} ${attribute} is not carried over: only User-Agent and Request_URI are`)
  }
  const environment = new Map<string, string>()
  for (const variable of new Set([...agents.keys(), ...others.keys()])) {
    const agent = agentCondition(draft, variable, agents.get(variable) ?? [])
    const parts = [...(agent === undefined ? [] : [agent]), ...(others.get(variable) ?? [])]
    if (parts.length > 0) environment.set(variable, parts.join(' or '))
  }
  return environment
}

function flatten(directives: readonly ApacheDirective[]): readonly ApacheDirective[] {
  return directives.flatMap((directive) => [directive, ...flatten(directive.block ?? [])])
}
