import { agentCondition, type AgentTests, agentTestsOfRegex } from '../draft/agent-condition.ts'
import { allOf, anyOf, type Condition, never, notOf } from '../draft/condition.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import { apacheTest } from './apache-test.ts'
import type { ApacheDirective } from './parse-apache.ts'

/** Conditions under which environment variables are set, by name; a variable that is not here cannot be said. */
export type Environment = ReadonlyMap<string, Condition>

/** A directive that sets or takes away a variable. */
interface Step {
  readonly sets: boolean
  /** Of an agent, so that neighbours can stand in one declaration. */
  readonly agent?: AgentTests
  readonly condition?: Condition
}

/** Attributes of `SetEnvIf` that are no header fields, as rewrite rules call them. */
const attributes: Readonly<Record<string, string>> = {
  remote_addr: 'REMOTE_ADDR',
  request_method: 'REQUEST_METHOD',
  request_uri: 'REQUEST_URI',
  server_addr: 'SERVER_ADDR',
  remote_host: 'REMOTE_HOST',
  request_protocol: 'SERVER_PROTOCOL',
}

/** Reads `BrowserMatch` and `SetEnvIf` of a whole file. */
export function readEnvironment(directives: readonly ApacheDirective[], draft: PolicyDraft): Environment {
  const steps = new Map<string, Step[]>()
  for (const { name, args, line } of flatten(directives)) {
    const match = /^(browsermatch|setenvif)(nocase)?$/.exec(name)
    if (match === null) continue
    const [attribute = '', pattern = '', ...variables] = match[1] === 'browsermatch' ? ['user-agent', ...args] : args
    const read = readTest(attribute.toLowerCase(), pattern, match[2] !== undefined, draft)
    if (read === undefined) {
      draft.note(line, `${name} ${args.join(' ')} is not carried over: what it looks at cannot be said here`)
      continue
    }
    for (const variable of variables) {
      const target = variable.replace(/^!/, '').split('=')[0]!
      steps.set(target, [...(steps.get(target) ?? []), { sets: !variable.startsWith('!'), ...read }])
    }
  }
  return new Map(Array.from(steps, ([variable, own]) => [variable, afterSteps(variable, own, draft)]))
}

function readTest(
  attribute: string,
  pattern: string,
  ignoresCase: boolean,
  draft: PolicyDraft,
): Pick<Step, 'agent' | 'condition'> | undefined {
  if (attribute === 'user-agent') {
    const agent = agentTestsOfRegex(pattern, ignoresCase)
    return agent === undefined ? undefined : { agent }
  }
  const variable = Object.hasOwn(attributes, attribute) ? attributes[attribute]! : `HTTP:${attribute}`
  const condition = apacheTest(variable, { isPattern: true, ignoresCase, text: pattern }, draft)
  return condition === undefined ? undefined : { condition }
}

/** When a variable is set after all steps, in their order. */
function afterSteps(variable: string, steps: readonly Step[], draft: PolicyDraft): Condition {
  let condition: Condition = never
  for (let at = 0; at < steps.length;) {
    const { sets, agent, condition: own } = steps[at]!
    const run: AgentTests[] = []
    for (; agent !== undefined && steps[at]?.agent !== undefined && steps[at]!.sets === sets; at += 1)
      run.push(steps[at]!.agent!)
    if (agent === undefined) at += 1
    const held = own ?? agentCondition(draft, sets ? variable : `not_${variable}`, run)
    condition = sets ? anyOf([condition, held]) : allOf([condition, notOf(held)])
  }
  return condition
}

function flatten(directives: readonly ApacheDirective[]): readonly ApacheDirective[] {
  return directives.flatMap((directive) => [directive, ...flatten(directive.block ?? [])])
}
