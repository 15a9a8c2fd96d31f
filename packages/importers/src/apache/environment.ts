import { allOf, anyOf, type Condition, never, notOf } from '../draft/condition.ts'
import { type ApacheTests, apacheTests, conditionOfTests, testsOf } from './apache-test.ts'
import type { ApacheDirective } from './parse-apache.ts'
import { readExpression } from './read-expression.ts'
import { type ApacheReading, shown } from './reading.ts'

/** When a variable is set. */
export interface EnvironmentVariable {
  readonly condition: Condition
  /** Its value; undefined if there are several. */
  readonly value: string | undefined
}

/** The environment variables that are known when access is decided, by name in lower case. */
export type Environment = ReadonlyMap<string, EnvironmentVariable>

/** A directive that sets variables, and the requests to which its section applies. */
export interface EnvironmentDirective {
  readonly directive: ApacheDirective
  readonly region: Condition
  /** Whether it is outside of all sections about folders, files and paths. */
  readonly isOfServer: boolean
}

/** A directive that sets or unsets a variable. */
interface Step {
  readonly sets: boolean
  readonly value: string
  readonly region: Condition
  readonly tests: ApacheTests
  readonly directive: ApacheDirective
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

/** Reads `BrowserMatch` and `SetEnvIf` in the order in which httpd evaluates them. Linear. */
export function readEnvironment(all: readonly EnvironmentDirective[], reading: ApacheReading): Environment {
  const steps = new Map<string, Step[]>()
  for (const { directive, region, isOfServer } of all) {
    const { name, args } = directive
    if (name === 'setenv' || name === 'passenv') continue
    const match = /^(browsermatch|setenvif)(nocase|expr)?$/.exec(name)
    if (match === null) continue
    const [attribute = '', pattern = '', ...variables] =
      match[1] === 'browsermatch' || match[2] === 'expr' ? ['User-Agent', ...args] : args
    const tests =
      match[2] === 'expr'
        ? wholeTests(readExpression(pattern, directive, reading))
        : readTests(attribute, pattern, match[2] === 'nocase', steps, directive, reading)
    if (isOfServer && /^request_uri$/i.test(attribute))
      reading.once(
        directive,
        'outside of sections, httpd compares Request_URI as the client wrote it; here escapes are decoded and repeated slashes collapsed first',
      )
    if (tests === undefined) {
      reading.note(directive, `${shown(directive)} is not imported: its attribute or pattern has no equivalent`)
      continue
    }
    for (const variable of variables) {
      const sets = !variable.startsWith('!')
      const [target = '', value = '1'] = variable.replace(/^!/, '').split(/=(.*)/s)
      const own = steps.get(target.toLowerCase())
      const step: Step = { sets, value, region, tests, directive }
      if (own === undefined) steps.set(target.toLowerCase(), [step])
      else own.push(step)
    }
  }
  return new Map(
    Array.from(steps, ([variable, own]) => {
      const values = new Set(own.flatMap(({ sets, value }) => (sets ? [value] : [])))
      const [value] = values
      return [variable, { condition: afterSteps(variable, own, reading), value: values.size === 1 ? value : undefined }]
    }),
  )
}

function wholeTests(condition: Condition | undefined): ApacheTests | undefined {
  return condition === undefined ? undefined : testsOf(condition)
}

function readTests(
  attribute: string,
  pattern: string,
  ignoresCase: boolean,
  steps: ReadonlyMap<string, readonly Step[]>,
  directive: ApacheDirective,
  reading: ApacheReading,
): ApacheTests | undefined {
  const small = attribute.toLowerCase()
  const what = shown(directive)
  const compared = { isPattern: true, ignoresCase, text: pattern }
  if (Object.hasOwn(attributes, small)) return apacheTests(attributes[small]!, compared, directive, what, reading)
  const known = steps.get(small)
  if (known === undefined) {
    // A name with other characters is a regular expression over the names of all fields.
    if (!/^[a-z0-9_-]+$/.test(small)) return undefined
    return apacheTests(`HTTP:${attribute}`, compared, directive, what, reading)
  }
  // The attribute is a variable: its values are those that earlier directives set.
  let matches: RegExp
  try {
    matches = new RegExp(pattern, ignoresCase ? 'i' : '')
  } catch {
    return undefined
  }
  const set = known.filter(({ sets, value }) => sets && matches.test(value))
  if (set.length < known.length || matches.test('')) return undefined
  return testsOf(
    afterSteps(small, set, reading),
    set.every(({ tests }) => tests.isWhole),
  )
}

/** Each alternation between setting and unsetting nests conditions, which policies allow to a limited depth only. */
const maxAlternations = 40

/** Returns the condition under which a variable is set after all steps, in order. */
function afterSteps(variable: string, steps: readonly Step[], reading: ApacheReading): Condition {
  let condition: Condition = never
  let alternations = 0
  for (let at = 0; at < steps.length;) {
    const { sets, region, directive } = steps[at]!
    const run: Step[] = []
    alternations += 1
    for (; steps[at]?.sets === sets && steps[at]!.region === region; at += 1) run.push(steps[at]!)
    if (!sets && alternations > maxAlternations) {
      reading.note(
        directive,
        `${shown(directive)} is not imported: ${variable} is set and unset more often than conditions may be nested`,
      )
      continue
    }
    const name = sets ? variable : `not_${variable}`
    const matched = allOf([
      region,
      conditionOfTests(
        run.map(({ tests }) => tests),
        name,
        directive,
        reading,
      ),
    ])
    condition = sets ? anyOf([condition, matched]) : allOf([condition, notOf(matched)])
  }
  return condition
}
