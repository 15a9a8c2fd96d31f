import { parsePathText } from '@tidegate/values'
import { agentCondition, type AgentTests, agentTestsOfText, readAgentRegex } from '../draft/agent-condition.ts'
import { networksOfRegex } from '../draft/address-regex.ts'
import { allOf, anyOf, type Condition, isIn, never, notOf, pathIn, test } from '../draft/condition.ts'
import { addressEntry } from '../draft/ordered-access.ts'
import { type PathReading, patternOfPath, readPathRegex, readQueryMatches } from '../draft/path-patterns.ts'
import { conditionOfParts } from '../draft/path-condition.ts'
import { quoted } from '../draft/policy-draft.ts'
import { type RegexMatch, readRegex } from '../draft/read-regex.ts'
import { readTextRegex, textConditionOf } from '../draft/text-condition.ts'
import { leanPaths, leanTargets } from './lean-patterns.ts'
import type { ApacheDirective } from './parse-apache.ts'
import type { ApacheReading } from './reading.ts'

/** What a part of a request is compared with: a string or a pattern. */
export interface ApacheCompared {
  readonly isPattern: boolean
  readonly ignoresCase: boolean
  readonly text: string
}

/** Tests of a request of which one must be true. Tests of the user agent are apart, so that many of them share one declaration. */
export interface ApacheTests {
  readonly agent: readonly AgentTests[]
  readonly conditions: readonly Condition[]
  /** Whether nothing is left out: otherwise the tests match less than the configuration does. */
  readonly isWhole: boolean
}

/** Returns tests that consist of one condition. */
export function testsOf(condition: Condition, isWhole = true): ApacheTests {
  return { agent: [], conditions: [condition], isWhole }
}

/** Returns all tests as one condition; names of agents are declared under `name`. */
export function conditionOfTests(
  all: readonly ApacheTests[],
  name: string,
  directive: ApacheDirective,
  { draft, once }: ApacheReading,
): Condition {
  const agents = all.flatMap(({ agent }) => agent)
  const widened = (): void =>
    once(
      directive,
      'more than 100 texts of user agents that httpd compares with regard to case are compared without it',
    )
  const agent = agentCondition(draft, name, agents, widened)
  if (agents.length > 0)
    once(
      directive,
      'rules about user agents do not apply to GET and HEAD of /robots.txt, unlike in httpd: crawlers must be able to read it',
    )
  return anyOf([agent, ...all.flatMap(({ conditions }) => conditions)])
}

const textFields = new Set(['REFERER', 'COOKIE', 'FORWARDED', 'ACCEPT', 'PROXY_CONNECTION'])

/**
 * Returns the tests that a server variable of Apache httpd (`HTTP_USER_AGENT`, `HTTP:X-Key`) has a value, with a note for each alternative
 * that has no equivalent; undefined if the variable has none. `what` names the test in notes.
 */
export function apacheTests(
  variable: string,
  compared: ApacheCompared,
  directive: ApacheDirective,
  what: string,
  reading: ApacheReading,
): ApacheTests | undefined {
  const upper = variable.toUpperCase()
  const field = /^HTTP:([A-Za-z0-9-]+)$/i.exec(variable)?.[1]?.toLowerCase()
  if (upper === 'HTTP_USER_AGENT' || field === 'user-agent') return agentTests()
  if (upper === 'HTTP_HOST' || upper === 'SERVER_NAME' || field === 'host') return textTests('host')
  if (field !== undefined) return textTests(`header(${quoted(field)})`)
  if (upper.startsWith('HTTP_') && textFields.has(upper.slice(5)))
    return textTests(`header(${quoted(upper.slice(5).toLowerCase().replaceAll('_', '-'))})`)
  switch (upper) {
    case 'REMOTE_ADDR':
      return addressTests()
    case 'REMOTE_HOST': {
      const tests = addressTests()
      if (tests !== undefined)
        reading.once(directive, 'the name of a client is its address here, as in httpd unless HostnameLookups is on')
      return tests
    }
    case 'REQUEST_METHOD':
      return methodTests()
    case 'REQUEST_URI':
      return pathTests()
    case 'QUERY_STRING':
      return queryTests()
    case 'REMOTE_USER':
      return compared.isPattern ? undefined : textTests('user')
    default:
      return undefined
  }

  function leftOut(lost: readonly string[], approximated: readonly string[]): boolean {
    for (const source of lost.slice(0, 20))
      reading.note(directive, `${what}: \`${source}\` is not imported: it has no equivalent`)
    if (lost.length > 20) reading.note(directive, `${what}: ${lost.length - 20} more alternatives have no equivalent`)
    noteApproximations(approximated, directive, what, reading)
    return lost.length > 0
  }

  function agentTests(): ApacheTests {
    if (!compared.isPattern) return { agent: [agentTestsOfText(compared.text)], conditions: [], isWhole: true }
    const { lost, approximated, ...agent } = readAgentRegex(compared.text, compared.ignoresCase)
    return { agent: [agent], conditions: [], isWhole: !leftOut(lost, approximated) }
  }

  function textTests(subject: string): ApacheTests | undefined {
    const text = subject === 'host' ? compared.text.toLowerCase() : compared.text
    if (!compared.isPattern) {
      if (subject === 'host' && text !== '' && !/^[a-z0-9._-]+$/.test(text)) return testsOf(never)
      return testsOf(
        subject === 'user' && text === '' ? test('user is absent', 'user is present') : textConditionOf(subject, text),
      )
    }
    const oneSpelling = reading.oneSpelling && compared.ignoresCase && subject !== 'host'
    const { condition, lost, approximated } = readTextRegex(subject, text, compared.ignoresCase && !oneSpelling)
    if (oneSpelling)
      reading.once(
        directive,
        'texts are compared with regard to case: so many of them ignore it that they are compared as they are written only',
      )
    return testsOf(condition ?? never, !leftOut(lost, approximated))
  }

  function addressTests(): ApacheTests | undefined {
    const entry = addressEntry(compared.text)
    const entries = compared.isPattern ? networksOfRegex(compared.text) : entry === undefined ? undefined : [entry]
    return entries === undefined ? undefined : testsOf(addressIn(entries, reading))
  }

  function methodTests(): ApacheTests | undefined {
    const text = compared.ignoresCase ? compared.text.toUpperCase() : compared.text
    const methods = compared.isPattern ? methodsOfRegex(text) : /^[A-Z]+$/.test(text) ? [text] : []
    return methods === undefined
      ? undefined
      : testsOf(methods.length === 0 ? never : isIn('method', methods.join(', ')))
  }

  function pathTests(): ApacheTests | undefined {
    if (!compared.isPattern) {
      const one = patternOfPath(compared.text)
      return testsOf(one === undefined ? never : pathIn([one]))
    }
    return pathCondition(readPathRegex(compared.text, compared.ignoresCase), directive, what, reading)
  }

  function queryTests(): ApacheTests | undefined {
    const anyQuery = test('target contains "?"')
    if (!compared.isPattern) {
      if (compared.text !== '') return undefined
      return testsOf(notOf(anyQuery))
    }
    if (/^\^\$$/.test(compared.text)) return testsOf(notOf(anyQuery))
    if (/^\(?\.[*]\)?$|^\^?$|^\^\(?\.\*\)?\$?$/.test(compared.text)) return testsOf({ kind: 'always' })
    if (/^\^?\(?\.\+?\)?\$?$/.test(compared.text) && compared.text !== '^.$') return testsOf(anyQuery)
    const regex = readRegex(compared.text, compared.ignoresCase)
    const special = regex.matches.filter(isSpecial)
    const plain = { ...regex, matches: regex.matches.filter((match) => !isSpecial(match)) }
    const { parts, lost, approximated } = readQueryMatches(plain)
    const contained = specialTests(special)
    const isLost = leftOut([...lost, ...contained.lost], approximated)
    if (contained.tests.length > 0)
      reading.once(
        directive,
        'texts with one of `(){},"#*` are looked for in the whole target, path included, not only in the query',
      )
    if (parts.length > 0)
      reading.once(directive, 'queries are compared after escapes of letters and digits are decoded, unlike in httpd')
    if (reading.isLean && parts.length > 0)
      reading.once(
        directive,
        'there are so many patterns that texts of queries are looked for in the whole target, path included',
      )
    const targetIn = (patterns: readonly string[]): Condition => {
      if (patterns.length === 0) return never
      return reading.isLean ? leanTargets(patterns) : isIn('target', patterns.join(', '))
    }
    const conditions = parts.map(({ patterns, except }) => allOf([targetIn(patterns), notOf(targetIn(except))]))
    return {
      agent: [],
      conditions: [...conditions, ...contained.tests],
      isWhole: !isLost && contained.tests.length === 0,
    }
  }
}

/** Whether a match contains a character that target patterns cannot contain. */
function isSpecial({ pieces, except }: RegexMatch): boolean {
  return [pieces, ...except.map((each) => each.pieces)].some((some) =>
    some.some((piece) => piece.kind === 'text' && /[(){},"#*\s]/.test(piece.text)),
  )
}

/** Returns tests of targets for texts with special characters; those with a blank match no query and are left out. */
function specialTests(matches: readonly RegexMatch[]): {
  readonly tests: readonly Condition[]
  readonly lost: readonly string[]
} {
  const tests: Condition[] = []
  const lost: string[] = []
  for (const { pieces, fromStart, toEnd, except } of matches) {
    if (pieces.some((piece) => piece.kind === 'text' && /\s/.test(piece.text))) continue
    const [only, ...others] = pieces
    const isText = only?.kind === 'text' && others.length === 0 && !fromStart && !toEnd && except.length === 0
    if (isText && parsePathText(only.text, 'middle', 'target').kind === 'text')
      tests.push(test(`target contains ${quoted(only.text)}`))
    else lost.push(pieces.map((piece) => (piece.kind === 'text' ? piece.text : '.*')).join(''))
  }
  return { tests, lost }
}

/** Writes a note for each way in which tests differ from a pattern; differences that most patterns have are noted once. */
function noteApproximations(
  approximated: readonly string[],
  directive: ApacheDirective,
  what: string,
  { note, once }: ApacheReading,
): void {
  for (const why of approximated) {
    if (why.startsWith('case is ignored in the usual'))
      once(directive, `texts are compared with regard to case: ${why}`)
    else if (why.startsWith('each `.`')) once(directive, `in the patterns of this file, ${why}`)
    else note(directive, `${what}: ${why}`)
  }
}

/** Returns the condition of a regular expression over paths, with notes for what it leaves out. */
export function pathCondition(
  { parts, lost, approximated }: PathReading,
  directive: ApacheDirective,
  what: string,
  reading: ApacheReading,
  reason = 'it has no equivalent as a path pattern',
): ApacheTests {
  for (const source of lost.slice(0, 20)) reading.note(directive, `${what}: \`${source}\` is not imported: ${reason}`)
  if (lost.length > 20) reading.note(directive, `${what}: ${lost.length - 20} more alternatives have no equivalent`)
  noteApproximations(approximated, directive, what, reading)
  const known = parts.filter(({ patterns }) => patterns.length > 0)
  const conditions = known.length === 0 ? [] : [conditionOfKnown()]
  return { agent: [], conditions, isWhole: lost.length === 0 }

  function conditionOfKnown(): Condition {
    if (!reading.isLean) return conditionOfParts(known, reading.exactPaths)
    return anyOf(
      known.map(({ patterns, except }) =>
        allOf([leanPaths(patterns), notOf(except.length === 0 ? never : leanPaths(except))]),
      ),
    )
  }
}

/** Returns a test of addresses, in a declared list if there are more than three. */
export function addressIn(entries: readonly string[], { draft }: ApacheReading): Condition {
  if (entries.length === 0) return never
  return isIn('ip', entries.length <= 3 ? entries.join(', ') : draft.list('addresses', entries))
}

const knownMethods =
  'GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK SEARCH REPORT'.split(
    ' ',
  )

/** Returns the methods that a regular expression matches; undefined if they cannot be listed. */
function methodsOfRegex(source: string): readonly string[] | undefined {
  const { condition, lost } = readTextRegex('method', source)
  if (lost.length > 0 || condition === undefined) return undefined
  const methods: string[] = []
  for (const part of condition.kind === 'any' ? condition.of : [condition]) {
    const [, compared, text = ''] =
      (part.kind === 'test' && /^method (==|contains|starts with|ends with) "([^"]*)"$/.exec(part.text)) || []
    if (compared === undefined) return undefined
    if (/^[A-Z]+$/.test(text)) methods.push(text)
    const also = knownMethods.filter((method) =>
      compared === 'contains'
        ? method.includes(text)
        : compared === 'starts with'
          ? method.startsWith(text)
          : compared === 'ends with' && method.endsWith(text),
    )
    methods.push(...also)
  }
  return [...new Set(methods)]
}
