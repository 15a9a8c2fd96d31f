import { agentCondition, type AgentTests, agentTestsOfRegex } from '../draft/agent-condition.ts'
import { allOf, anyOf, type Condition, never, notOf } from '../draft/condition.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import { apacheTest } from './apache-test.ts'
import type { ApacheDirective } from './parse-apache.ts'

/** The conditions under which environment variables are set, by name; variables without an equivalent condition are missing. */
export type Environment = ReadonlyMap<string, Condition>

/** A directive that sets or unsets a variable. */
interface Step {
  readonly sets: boolean
  /** The tests of the user agent, so that adjacent directives can share one declaration. */
  readonly agent?: AgentTests
  readonly condition?: Condition
}

/** Attributes of `SetEnvIf` other than header fields, with their names in rewrite rules. */
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
      draft.note(line, `${name} ${args.join(' ')} is not imported: its attribute or pattern has no equivalent`)
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

/** Returns the condition under which a variable is set after all steps, in order. */
function afterSteps(variable: string, steps: readonly Step[], draft: PolicyDraft): Condition {
  let condition: Condition = never
  for (let at = 0; at < steps.length;) {
    const { sets, agent, condition: own } = steps[at]!
    const run: AgentTests[] = []
    for (; agent !== undefined && steps[at]?.agent !== undefined && steps[at]!.sets === sets; at += 1)
      run.push(steps[at]!.agent!)
    if (agent === undefined) at += 1
    const matched = own ?? agentCondition(draft, sets ? variable : `not_${variable}`, run)
    condition = sets ? anyOf([condition, matched]) : allOf([condition, notOf(matched)])
  }
  return condition
}

function flatten(directives: readonly ApacheDirective[]): readonly ApacheDirective[] {
  return directives.flatMap((directive) => [directive, ...flatten(directive.block ?? [])])
}
