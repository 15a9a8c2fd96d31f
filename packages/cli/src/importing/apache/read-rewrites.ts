import { agentCondition, type AgentTests, agentTestsOfRegex, agentTestsOfText } from '../agent-condition.ts'
import { patternsOfRegex } from '../path-patterns.ts'
import type { PolicyDraft } from '../policy-draft.ts'
import type { ApacheDirective } from './parse-apache.ts'

/** Writes each `RewriteRule` that refuses, with the `RewriteCond` lines in front of it, as a `block` rule. */
export function writeRewrites(directives: readonly ApacheDirective[], draft: PolicyDraft): void {
  let conditions: ApacheDirective[] = []
  for (const directive of directives) {
    if (directive.name === 'rewritecond') conditions.push(directive)
    if (directive.name !== 'rewriterule') continue
    const status = refusalOf(directive.args[2] ?? '')
    if (status !== undefined) writeRule(directive, conditions, status, draft)
    conditions = []
  }
}

function writeRule(
  { args, line }: ApacheDirective,
  conditions: readonly ApacheDirective[],
  status: number,
  draft: PolicyDraft,
): void {
  const parts = conditions.map((condition) => readCondition(condition, draft))
  const path = readPattern(args[0] ?? '')
  if (path === undefined || parts.some((part) => part === undefined)) {
    draft.note(line, `RewriteRule ${args.join(' ')} is not carried over: what it refuses cannot be said here`)
    return
  }
  // `OR` joins a condition to the next one, and binds closer than what stands between lines.
  const groups: string[][] = [[]]
  for (const [index, part] of parts.entries()) {
    groups.at(-1)!.push(part!)
    if (!hasFlag(conditions[index]!.args[2] ?? '', 'OR')) groups.push([])
  }
  const all = groups
    .filter((group) => group.length > 0)
    .map((group) => (group.length === 1 ? group[0]! : group.join(' or ')))
  const tests = [...all, ...(path === 'anyone' ? [] : [path])]
  const condition =
    tests.length === 0 ? 'anyone' : tests.length === 1 ? tests[0]! : tests.map((test) => `(${test})`).join(' and ')
  draft.rule(`block ${condition}${status === 403 ? '' : `  reply ${status}`}`)
}

function refusalOf(flags: string): number | undefined {
  if (hasFlag(flags, 'F') || hasFlag(flags, 'forbidden')) return 403
  if (hasFlag(flags, 'G') || hasFlag(flags, 'gone')) return 410
  const status = Number(/\bR(?:edirect)?=(\d{3})\b/i.exec(flags)?.[1])
  return status >= 400 && status <= 599 ? status : undefined
}

function hasFlag(flags: string, flag: string): boolean {
  return flags
    .replace(/^\[|\]$/g, '')
    .split(',')
    .some((each) => each.trim().toLowerCase() === flag.toLowerCase())
}

function readCondition({ args }: ApacheDirective, draft: PolicyDraft): string | undefined {
  const [subject = '', pattern = ''] = args
  const isNegated = pattern.startsWith('!')
  const text = isNegated ? pattern.slice(1) : pattern
  const condition = readTest(subject.toUpperCase(), text, draft)
  return condition === undefined || !isNegated ? condition : `not (${condition})`
}

function readTest(subject: string, pattern: string, draft: PolicyDraft): string | undefined {
  switch (subject) {
    case '%{HTTP_USER_AGENT}': {
      const tests: AgentTests | undefined = pattern.startsWith('=')
        ? agentTestsOfText(pattern.slice(1))
        : agentTestsOfRegex(pattern)
      return tests === undefined ? undefined : agentCondition(draft, 'refused_agents', [tests])
    }
    case '%{REQUEST_METHOD}': {
      const methods = /^\^?\(?([A-Z|]+)\)?\$?$/
        .exec(pattern)?.[1]
        ?.split('|')
        .filter((method) => method !== '')
      return methods === undefined || methods.length === 0 ? undefined : `method in ${methods.join(', ')}`
    }
    case '%{REQUEST_URI}': {
      const patterns = patternsOfRegex(pattern)
      return patterns === undefined ? undefined : `path in ${patterns.join(', ')}`
    }
    default:
      return undefined
  }
}

/** The pattern of a rule: over the path without its first slash in `.htaccess`, over the whole path elsewhere. */
function readPattern(pattern: string): string | undefined {
  if (
    pattern === '^' ||
    pattern === '.*' ||
    pattern === '^.*$' ||
    pattern === '^.*' ||
    pattern === '(.*)' ||
    pattern === '.' ||
    pattern === '^(.*)$'
  )
    return 'anyone'
  const patterns = patternsOfRegex(
    pattern.startsWith('^') && !pattern.startsWith('^/') ? `^/${pattern.slice(1)}` : pattern,
  )
  return patterns === undefined ? undefined : `path in ${patterns.join(', ')}`
}
