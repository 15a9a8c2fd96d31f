import { allOf, always, anyOf, type Condition, conditionText, never, notOf, pathIn } from '../draft/condition.ts'
import { patternOfPrefix, patternsOfRegex } from '../draft/path-patterns.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import { apacheTest } from './apache-test.ts'
import type { ApacheDirective } from './parse-apache.ts'

/**
 * Writes each `RewriteRule` that refuses requests, together with the `RewriteCond` lines before it, as a `block` rule with
 * exceptions for requests that an earlier rule answers or excludes from rewriting.
 */
export function writeRewrites(directives: readonly ApacheDirective[], draft: PolicyDraft): void {
  if (directives.findLast(({ name }) => name === 'rewriteengine')?.args[0]?.toLowerCase() === 'off') return
  let conditions: ApacheDirective[] = []
  let spared: Condition = never
  let unsaid: ApacheDirective[] = []
  let skips: { left: number; readonly where: Condition }[] = []
  for (const directive of directives) {
    if (directive.name === 'rewritecond') conditions.push(directive)
    if (directive.name !== 'rewriterule') continue
    const { args, line } = directive
    const [, target = '', flags = ''] = args
    const where = whereOf(directive, conditions, draft)
    conditions = []
    const skipped = anyOf(skips.map((skip) => skip.where))
    skips = skips.filter((skip) => --skip.left > 0)
    const status = refusalOf(flags)
    const skip = Number(/\b(?:S|skip)=(\d+)/i.exec(flags)?.[1] ?? 0)
    if (status !== undefined) {
      for (const each of unsaid.splice(0))
        draft.note(
          each.line,
          `RewriteRule ${each.args.join(' ')} excludes some requests from the rules after it; the condition has no equivalent, so these requests are refused`,
        )
      if (where === undefined)
        draft.note(line, `RewriteRule ${args.join(' ')} is not imported: its conditions have no equivalent`)
      else writeRule(where, anyOf([spared, skipped]), status, draft)
    } else if (skip > 0) {
      if (where === undefined) unsaid = [...unsaid, directive]
      else skips.push({ left: skip, where })
    } else if (endsHere(target, flags)) {
      if (where === undefined) unsaid = [...unsaid, directive]
      else spared = anyOf([spared, allOf([where, notOf(skipped)])])
    }
  }
}

/** Writes `Redirect` and `RedirectMatch` directives that refuse requests. */
export function writeRedirects(directives: readonly ApacheDirective[], draft: PolicyDraft): void {
  for (const { name, args, line } of directives) {
    if (name !== 'redirect' && name !== 'redirectmatch') continue
    const [given = '', path = ''] = args
    const status = given.toLowerCase() === 'gone' ? 410 : Number(given)
    if (!(status >= 400 && status <= 599)) continue
    const plain = path.replace(/\/+$/, '')
    const prefix = patternOfPrefix(plain === '' ? '/' : `${plain}/`)
    const patterns = name === 'redirectmatch' ? patternsOfRegex(path) : prefix === undefined ? undefined : [prefix]
    if (patterns === undefined || (name === 'redirect' && !path.startsWith('/')))
      draft.note(line, `${name} ${args.join(' ')} is not imported: its pattern has no equivalent as path patterns`)
    else writeRule(patterns.includes('/**') ? always : pathIn(patterns), never, status, draft)
  }
}

function writeRule(where: Condition, spared: Condition, status: number, draft: PolicyDraft): void {
  if (where.kind === 'never' || spared.kind === 'always') return
  const unless = spared.kind === 'never' ? '' : ` unless ${conditionText(spared)}`
  draft.rule(`block ${conditionText(where)}${unless}${status === 403 ? '' : `  reply ${status}`}`)
}

/** Returns the requests to which a rule applies; undefined if its conditions have no equivalent. */
function whereOf(
  { args }: ApacheDirective,
  conditions: readonly ApacheDirective[],
  draft: PolicyDraft,
): Condition | undefined {
  const path = readPattern(args[0] ?? '')
  const parts = conditions.map((condition) => readCondition(condition, draft))
  if (path === undefined) return undefined
  // `OR` joins a condition to the next one, and has a higher precedence than the implicit AND between lines.
  const groups: Condition[][] = [[]]
  for (const [index, part] of parts.entries()) {
    if (part === undefined) return undefined
    groups.at(-1)!.push(part)
    if (!hasFlag(conditions[index]!.args[2] ?? '', 'OR', 'ornext')) groups.push([])
  }
  return allOf([...groups.filter((group) => group.length > 0).map((group) => anyOf(group)), path])
}

function refusalOf(flags: string): number | undefined {
  if (hasFlag(flags, 'F', 'forbidden')) return 403
  if (hasFlag(flags, 'G', 'gone')) return 410
  const status = Number(/\bR(?:edirect)?=(\d{3})\b/i.exec(flags)?.[1])
  return status >= 400 && status <= 599 ? status : undefined
}

/** Whether no rule after this one is evaluated, because it answers the request or leaves it as it is. */
function endsHere(target: string, flags: string): boolean {
  if (/\bR(?:edirect)?(?:=\w+)?\b/i.test(flags) && hasFlag(flags, 'L', 'last')) return true
  return target === '-' && (hasFlag(flags, 'L', 'last') || hasFlag(flags, 'END', 'end'))
}

function hasFlag(flags: string, ...wanted: readonly string[]): boolean {
  return flags
    .replace(/^\[|\]$/g, '')
    .split(',')
    .some((each) => wanted.some((flag) => each.trim().toLowerCase() === flag.toLowerCase()))
}

function readCondition({ args }: ApacheDirective, draft: PolicyDraft): Condition | undefined {
  const [subject = '', pattern = '', flags = ''] = args
  const isNegated = pattern.startsWith('!')
  const text = isNegated ? pattern.slice(1) : pattern
  const variable = /^%\{([^}]+)\}$/.exec(subject)?.[1]
  // Tests of files, and comparisons of the order of strings and numbers.
  if (variable === undefined || /^(-[a-zA-Z]+$|[<>])/.test(text)) return undefined
  const compared = text.startsWith('=')
    ? { isPattern: false, text: text.slice(1) }
    : { isPattern: true, ignoresCase: hasFlag(flags, 'NC', 'nocase'), text }
  const condition = apacheTest(variable, compared, draft)
  return condition === undefined || !isNegated ? condition : notOf(condition)
}

/**
 * Returns the condition for the pattern of a rule: in `.htaccess` over the path without its first slash, elsewhere over the whole
 * path.
 */
function readPattern(pattern: string): Condition | undefined {
  if (['^', '.*', '^.*$', '^.*', '(.*)', '.', '^(.*)$', '.+', '^(.+)$'].includes(pattern)) return always
  if (pattern.startsWith('!')) {
    const of = readPattern(pattern.slice(1))
    return of === undefined ? undefined : notOf(of)
  }
  const patterns = patternsOfRegex(
    pattern.startsWith('^') && !pattern.startsWith('^/') ? `^/${pattern.slice(1)}` : pattern,
  )
  return patterns === undefined ? undefined : pathIn(patterns)
}
