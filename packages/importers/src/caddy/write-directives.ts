import { always } from '../draft/condition.ts'
import { both, type Expression, isTrue, negated } from '../draft/expression.ts'
import type { RulePlace } from '../draft/ordered-rules.ts'
import type { CaddyContext, CaddyScope } from './caddy-context.ts'
import { inCaddyOrder, isStandard } from './directive-order.ts'
import { namedMatcher, pathTest } from './matchers.ts'
import type { CaddyLine } from './parse-caddyfile.ts'
import { writeRateLimit } from './rate-limit.ts'

/** Writes the directives of a block: in Caddy's order, or (`order` undefined, within `route`) as they are written. */
export function writeDirectives(
  lines: readonly CaddyLine[],
  context: CaddyContext,
  outer: CaddyScope,
  orders: { readonly own: ReadonlyMap<string, number> | undefined; readonly inner: ReadonlyMap<string, number> },
): void {
  const matchers = new Map(outer.matchers)
  for (const { name, args, ...rest } of lines)
    if (name.startsWith('@')) matchers.set(name, { name, args: args, ...rest })
  const scope: CaddyScope = { ...outer, matchers }
  const directives = lines.filter(({ name }) => !name.startsWith('@'))
  const ordered = orders.own === undefined ? directives : inCaddyOrder(directives, orders.own, matchers)
  // The matchers of earlier `handle` blocks. Caddy evaluates adjacent ones with the same matcher as one.
  const handled: { readonly written: string; readonly matcher: Expression }[] = []
  for (const line of ordered) {
    const { matcher, args } = matcherOf(line, context, scope)
    const { name, block = [] } = line
    const inner = { own: orders.inner, inner: orders.inner }
    switch (name) {
      case 'handle':
      case 'handle_path': {
        const written = line.args.join(' ')
        if (handled.at(-1)?.written === written) handled.pop()
        const region = both(scope.region, matcher, ...handled.map((each) => negated(each.matcher)))
        const stripped = name === 'handle_path' ? (line.args[0] ?? '').replace(/\*$/, '').replace(/\/$/, '') : ''
        writeDirectives(block, context, { ...scope, region, prefix: scope.prefix + stripped }, inner)
        handled.push({ written, matcher })
        // The path stays stripped for the directives after the block.
        if (stripped !== '' && !answersAll(block)) scope.changed.set('path', `line ${line.line} (handle_path)`)
        break
      }
      case 'route':
        writeDirectives(block, context, { ...scope, region: both(scope.region, matcher) }, { ...inner, own: undefined })
        break
      case 'rate_limit':
        writeRateLimit(line, matcher, context, scope)
        break
      default:
        writeDirective(line, args, matcher, context, scope)
    }
  }
}

/** Whether a block answers every request that reaches it. */
function answersAll(block: readonly CaddyLine[]): boolean {
  return block.some(({ name, args, block: inner = [] }) => {
    if (/^[@/]/.test(args[0] ?? '')) return false
    return answering.has(name) || (name === 'handle' || name === 'route' ? answersAll(inner) : false)
  })
}

const answering: ReadonlySet<string> = new Set(
  'respond abort error redir reverse_proxy php_fastcgi file_server metrics acme_server'.split(' '),
)

/** Returns the matcher of a directive, and its other arguments. */
function matcherOf(
  line: CaddyLine,
  context: CaddyContext,
  scope: CaddyScope,
): { readonly matcher: Expression; readonly args: readonly string[] } {
  const [first = '', ...rest] = line.args
  if (first === '*') return { matcher: isTrue, args: rest }
  // WHY: these take a pattern of their own, which is not a matcher.
  if (first.startsWith('@')) return { matcher: namedMatcher(first, context, scope), args: rest }
  return first.startsWith('/')
    ? { matcher: pathTest(first, context, scope), args: rest }
    : { matcher: isTrue, args: line.args }
}

const closed = 'Caddy closes the connection without a reply; here the reply has status 403'

function writeDirective(
  line: CaddyLine,
  args: readonly string[],
  matcher: Expression,
  context: CaddyContext,
  scope: CaddyScope,
): void {
  const { rules, draft } = context
  const { name } = line
  const condition = both(scope.region, matcher)
  const label = [name, ...line.args].join(' ')
  const place: RulePlace = { line: line.line, label, ...(line.file !== undefined && { file: line.file }) }
  const note = (message: string): void => draft.note(line.line, message, line.file)
  const change = (what: string): void => void scope.changed.set(what, `line ${line.line} (${name})`)
  switch (name) {
    case 'respond': {
      const { status, text } = respondArguments(args, line.block ?? [])
      if (status === undefined) note(`${label} is not imported: its status is computed`)
      if (status === undefined || status < 400 || status > 599) return rules.spare('answer', always, condition, place)
      return rules.refuse(always, condition, { status, ...(text !== undefined && { text }) }, place)
    }
    case 'abort':
      note(`${label}: ${closed}`)
      return rules.refuse(always, condition, { status: 403 }, place)
    case 'error': {
      const status = Number(args.find((arg) => /^\d{3}$/.test(arg)) ?? 500)
      return status < 400 || status > 599
        ? note(`${label} is not imported: a refusal has a status from 400 to 599`)
        : rules.refuse(always, condition, { status }, place)
    }
    case 'redir':
    case 'reverse_proxy':
    case 'php_fastcgi':
    case 'file_server':
    case 'metrics':
    case 'acme_server':
      return rules.spare('answer', always, condition, place)
    case 'rewrite':
    case 'uri':
    case 'try_files':
      return change('path')
    case 'method':
      return change('method')
    case 'request_header':
      return change(`header ${(args[0] ?? '').replace(/^[+-]/, '').toLowerCase()}`)
    case 'basicauth':
    case 'basic_auth':
      return note(`${label} is not imported: authentication is left to the application, use \`user is present\``)
    case 'forward_auth':
      return note(`${label} is not imported: subrequests are not supported, supply the result as a fact`)
    case 'invoke':
      return note(`${label} is not imported: named routes are not read`)
    case 'handle_errors':
      return note('handle_errors may change the replies of `error`; here they have their own status')
    default:
      if (!isStandard(name)) note(`${label} is not imported: the directive is not one of Caddy's own`)
  }
}

/** The status and the text of `respond`: `403`, `"text" 403`, or `"text"`. */
function respondArguments(
  args: readonly string[],
  block: readonly CaddyLine[],
): { readonly status: number | undefined; readonly text?: string } {
  const body = block.find(({ name }) => name === 'body')?.args[0]
  const [first = '', second] = args
  const isStatus = /^[1-5]\d{2}$/.test(first) && second === undefined
  const text = isStatus ? body : first === '' ? body : first
  const status = isStatus ? first : (second ?? '200')
  return {
    status: /^\d{3}$/.test(status) ? Number(status) : undefined,
    ...(text !== undefined && !text.includes('{') && { text }),
  }
}
