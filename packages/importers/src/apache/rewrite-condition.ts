import type { Condition } from '../draft/condition.ts'
import { readPathRegex, readPathRegexBelow } from '../draft/path-patterns.ts'
import { type ApacheTests, apacheTests, conditionOfTests, pathCondition, testsOf } from './apache-test.ts'
import { allBounds, anyBounds, type Bounds, boundsOf, notBounds, unknown } from './bounds.ts'
import type { Environment } from './environment.ts'
import type { ApacheDirective } from './parse-apache.ts'
import { readExpression } from './read-expression.ts'
import { type ApacheReading, shown } from './reading.ts'
import type { Section } from './section.ts'

/** What rewrite conditions may refer to. */
export interface RewriteContext {
  readonly reading: ApacheReading
  readonly environment: Environment
  /** Variables that earlier rules set, by name. */
  readonly set: ReadonlyMap<string, { readonly value: string; readonly where: Bounds }>
  readonly rewrites: Section['rewrites']
}

/** Returns what is known of the requests to which a rule applies. */
export function matchOf(
  rule: ApacheDirective,
  conditions: readonly ApacheDirective[],
  context: RewriteContext,
): Bounds {
  // `OR` joins a condition to the next one, and has a higher precedence than the implicit AND between lines.
  const groups: ApacheDirective[][] = [[]]
  for (const condition of conditions) {
    groups.at(-1)!.push(condition)
    if (!hasFlag(condition.args[2] ?? '', 'OR', 'ornext')) groups.push([])
  }
  const parts = groups.filter((group) => group.length > 0).map((group) => anyOfConditions(group, context))
  return allBounds([...parts, patternOf(rule, context)])
}

/** Whether flags such as `[NC,L]` contain one. */
export function hasFlag(flags: string, ...wanted: readonly string[]): boolean {
  return flags
    .replace(/^\[|\]$/g, '')
    .split(',')
    .some((each) => wanted.some((flag) => each.trim().toLowerCase() === flag.toLowerCase()))
}

/** Returns the bounds of alternatives; the tests of the user agent among them share one declaration. */
function anyOfConditions(all: readonly ApacheDirective[], context: RewriteContext): Bounds {
  const tests: ApacheTests[] = []
  const others: Bounds[] = []
  for (const condition of all) {
    const read = readCondition(condition, context)
    if ('conditions' in read) tests.push(read)
    else others.push(read)
  }
  if (tests.length === 0) return anyBounds(others)
  const joint = conditionOfTests(tests, 'agents', all[0]!, context.reading)
  return anyBounds([
    boundsOf(
      joint,
      tests.every(({ isWhole }) => isWhole),
    ),
    ...others,
  ])
}

function readCondition(directive: ApacheDirective, context: RewriteContext): ApacheTests | Bounds {
  const { reading } = context
  const [subject = '', pattern = '', flags = ''] = directive.args
  const what = shown(directive)
  if (subject.toLowerCase() === 'expr') {
    const condition = readExpression(pattern, directive, reading)
    return condition === undefined ? lost() : testsOf(condition)
  }
  const isNegated = pattern.startsWith('!')
  const text = isNegated ? pattern.slice(1) : pattern
  const variable = /^%\{([^}]+)\}$/.exec(subject)?.[1]
  // Tests of files, and comparisons of the order of strings and numbers.
  if (variable === undefined || /^(?:-[a-zA-Z]+$|[<>]|-(?:eq|ne|lt|le|gt|ge)\b)/.test(text)) return lost()
  const isPattern = !text.startsWith('=')
  const plain = isPattern ? text : text.slice(1).replace(/^"(.*)"$/, '$1')
  const compared = { isPattern, ignoresCase: hasFlag(flags, 'NC', 'nocase'), text: plain }
  const name = /^ENV:(.+)$/i.exec(variable)?.[1]
  if (name !== undefined) {
    const of = variableMatches(name, compared, directive, context)
    return of === undefined ? lost() : isNegated ? notBounds(of) : of
  }
  const tests = apacheTests(variable, compared, directive, what, reading)
  if (tests === undefined) return lost()
  if (!isNegated) return tests
  return notBounds(boundsOf(conditionOfTests([tests], 'agents', directive, reading), tests.isWhole))

  function lost(): Bounds {
    reading.note(directive, `${what} is not imported: ${whyNot(subject, pattern)}`)
    return unknown
  }
}

function whyNot(subject: string, pattern: string): string {
  if (/^!?-[a-zA-Z]$/.test(pattern)) return 'which files exist is known only on the server'
  if (/THE_REQUEST/i.test(subject)) return 'the request line as sent is not available: the path and the query are'
  if (/HTTPS|REQUEST_SCHEME|SERVER_PORT/i.test(subject))
    return 'the gate does not know the port or the scheme of a request'
  if (/REMOTE_ADDR/i.test(subject)) return 'its pattern has no equivalent as addresses'
  if (/REMOTE_HOST/i.test(subject)) return 'names of clients need the DNS'
  if (/TIME/i.test(subject)) return 'write a window: `during 08:00-18:00`'
  return 'its variable or comparison has no equivalent'
}

function variableMatches(
  name: string,
  {
    isPattern,
    ignoresCase,
    text,
  }: { readonly isPattern: boolean; readonly ignoresCase: boolean; readonly text: string },
  directive: ApacheDirective,
  { set, environment, reading }: RewriteContext,
): Bounds | undefined {
  let matches: (value: string) => boolean = (value) => value === text
  if (isPattern) {
    try {
      const regex = new RegExp(text, ignoresCase ? 'i' : '')
      matches = (value) => regex.test(value)
    } catch {
      return undefined
    }
  }
  const own = set.get(name.toLowerCase())
  const condition = environment.get(name.toLowerCase())
  if (own === undefined && condition === undefined) {
    // httpd sets REDIRECT_STATUS only for requests that it has redirected by itself.
    if (name.toUpperCase() !== 'REDIRECT_STATUS')
      reading.note(
        directive,
        `${shown(directive)}: nothing in this file sets the variable ${name}: it is assumed to be empty`,
      )
    return boundsOf({ kind: matches('') ? 'always' : 'never' })
  }
  const value = own?.value ?? condition?.value
  if (value === undefined) return undefined
  const where = anyBounds([
    ...(own === undefined ? [] : [own.where]),
    ...(condition === undefined ? [] : [boundsOf(condition.condition)]),
  ])
  if (own !== undefined && condition !== undefined && own.value !== condition.value) return undefined
  return anyBounds([...(matches(value) ? [where] : []), ...(matches('') ? [notBounds(where)] : [])])
}

/** Patterns that match every path. */
export const everything: ReadonlySet<string> = new Set([
  '',
  '^',
  '.*',
  '^.*$',
  '^.*',
  '.*$',
  '(.*)',
  '^(.*)$',
  '^(.*)',
  '(.*)$',
  '^/?',
  '^(.*)?$',
])

function patternOf(rule: ApacheDirective, { reading, rewrites }: RewriteContext): Bounds {
  const [given = '', , flags = ''] = rule.args
  const isNegated = given.startsWith('!')
  const source = isNegated ? given.slice(1) : given
  const read = readPattern(source, hasFlag(flags, 'NC', 'nocase'))
  return isNegated ? notBounds(read) : read

  function readPattern(pattern: string, ignoresCase: boolean): Bounds {
    if (everything.has(pattern)) return boundsOf({ kind: 'always' })
    if (rewrites === 'unknown') {
      reading.note(
        rule,
        `${shown(rule)}: patterns of rewrite rules are not imported here, because what httpd compares them with depends on the disk`,
      )
      return unknown
    }
    if (rewrites === 'whole') {
      if (/^\^[a-z0-9]/i.test(pattern))
        reading.note(
          rule,
          `${shown(rule)}: outside of .htaccess and <Directory>, paths begin with a slash, so that \`${pattern.slice(0, 40)}\` never matches; if the file is an .htaccess, import it with --at /`,
        )
      return tested(pathCondition(readPathRegex(pattern, ignoresCase), rule, shown(rule), reading))
    }
    const plain = pattern.replace(/^\^(?:\\?\/\?|\(\\?\/\)\?|\\?\/\*)/, '^')
    if (/^\^\\?\//.test(plain)) {
      reading.note(
        rule,
        `${shown(rule)}: in .htaccess and <Directory>, paths do not begin with a slash, so that this never matches`,
      )
      return boundsOf({ kind: 'never' })
    }
    return tested(pathCondition(readPathRegexBelow(rewrites.below, plain, ignoresCase), rule, shown(rule), reading))
  }

  function tested(tests: ApacheTests): Bounds {
    const condition: Condition = conditionOfTests([tests], 'agents', rule, reading)
    return boundsOf(condition, tests.isWhole)
  }
}
