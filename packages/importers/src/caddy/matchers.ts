import { isIn, type Condition, notOf, testOf } from '../draft/condition.ts'
import { both, type Expression, isTrue, known, near, negated, unknown } from '../draft/expression.ts'
import { addressEntry } from '../draft/ordered-access.ts'
import { headerSubject, presentTest, type TextSubject } from '../draft/text-tests.ts'
import type { CaddyContext, CaddyScope } from './caddy-context.ts'
import { celTest } from './cel-test.ts'
import type { CaddyLine } from './parse-caddyfile.ts'

const maxDepth = 20

/** Returns the test of a named matcher, such as `@admin`. */
export function namedMatcher(name: string, context: CaddyContext, scope: CaddyScope, depth = 0): Expression {
  const line = scope.matchers.get(name)
  if (line === undefined) return unknown(`no matcher is named ${name}`)
  return matcherSet(linesOf(line), context, scope, depth)
}

/** The lines of a matcher: those of its block, or the one after its name. */
function linesOf({ args, line, file, block }: CaddyLine): readonly CaddyLine[] {
  const [name, ...rest] = args
  if (name === undefined) return block ?? []
  const place = { line, ...(file !== undefined && { file }) }
  const isModule = moduleNames.has(name)
  if (!isModule && rest.length === 0) return [{ name: 'expression', args: [name], ...place }]
  return [{ name, args: rest, ...place, ...(block !== undefined && { block }) }]
}

const moduleNames: ReadonlySet<string> = new Set(
  'host path path_regexp method query header header_regexp protocol remote_ip client_ip not expression file vars vars_regexp tls'.split(
    ' ',
  ),
)

/** Lines of one kind are alternatives, lines of different kinds must all match; `not` and fields of different names too. */
export function matcherSet(
  lines: readonly CaddyLine[],
  context: CaddyContext,
  scope: CaddyScope,
  depth: number,
): Expression {
  const groups = new Map<string, CaddyLine[]>()
  for (const [index, line] of lines.entries()) {
    const key = groupOf(line, index)
    const before = groups.get(key)
    // Of `header !Field` and `header Field value`, the last one replaces the other.
    const isReplaced = line.name === 'header' && before?.[0] !== undefined && isAbsence(before[0]) !== isAbsence(line)
    if (before === undefined || isReplaced) groups.set(key, [line])
    else before.push(line)
  }
  const all = Array.from(groups.values(), (some) =>
    context.tests.any(some.map((line) => matcherTest(line, context, scope, depth))),
  )
  return all.length === 0 ? isTrue : both(...all)
}

function isAbsence({ args }: CaddyLine): boolean {
  return args[0]?.startsWith('!') === true
}

function groupOf({ name, args }: CaddyLine, index: number): string {
  if (name === 'not' || name === 'expression') return `${name} ${index}`
  if (name === 'header') return `header ${args[0]?.replace(/^!/, '').toLowerCase() ?? ''}`
  if (name === 'header_regexp') return `header_regexp ${index}`
  return name
}

/** Returns the test of one line of a matcher. */
export function matcherTest(
  { name, args, line, file, block }: CaddyLine,
  context: CaddyContext,
  scope: CaddyScope,
  depth: number,
): Expression {
  const { tests, draft } = context
  const written = [name, ...args].join(' ')
  const lost = (why: string): Expression => unknown(`${written}: ${why}`)
  if (depth > maxDepth) return lost('it is nested too deeply')
  const changed = scope.changed.get(name.startsWith('path') ? 'path' : name)
  if (changed !== undefined) return lost(`${changed} changed it before`)
  switch (name) {
    case 'host':
      return tests.any(args.map((text) => hostTest(text, context)))
    case 'path':
      return tests.any(args.map((text) => pathTest(text, context, scope)))
    case 'path_regexp':
      return regexTest({ kind: 'path' }, args.at(-1) ?? '', context, scope)
    case 'method': {
      const methods = args.map((text) => text.toUpperCase())
      if (methods.length === 0 || !methods.every((text) => /^[A-Z]+$/.test(text))) return lost('no equivalent')
      const found = isIn('method', methods.join(', '))
      const isWritten = methods.every((text, index) => text === args[index])
      return isWritten ? known(found) : near(found, `${written}: Caddy before 2.7 compares methods as they are written`)
    }
    case 'query':
      return queryTest(args, context)
    case 'header':
      return headerTest(args, context, scope)
    case 'header_regexp': {
      const [field = '', pattern = ''] = args.length > 2 ? args.slice(1) : args
      if (!/^[\w-]+$/.test(field)) return lost('no equivalent')
      const change = scope.changed.get(`header ${field.toLowerCase()}`)
      return change === undefined
        ? regexTest(headerSubject(field), pattern, context, scope)
        : lost(`${change} changed it before`)
    }
    case 'remote_ip':
    case 'client_ip': {
      if (args[0] === 'forwarded')
        return lost(
          'the first address of X-Forwarded-For can be chosen by every client: write `client ip from … trusting …`',
        )
      const entries = args.flatMap((text) => (text === 'private_ranges' ? privateRanges : (addressEntry(text) ?? [])))
      const invalid = args.filter((text) => text !== 'private_ranges' && addressEntry(text) === undefined)
      if (entries.length === 0) return lost('no address has an equivalent')
      const set = entries.length > 6 ? draft.list('addresses', entries) : entries.join(', ')
      const isPeer = name === 'remote_ip' && context.hasClient
      const found = isPeer ? testOf('peer', `in ${set}`) : isIn('ip', set)
      return invalid.length === 0 ? known(found) : near(found, `${written}: left out ${invalid.join(' ')}`)
    }
    case 'not': {
      const inner =
        block ??
        (args.length === 0 ? [] : [{ name: args[0]!, args: args.slice(1), line, ...(file !== undefined && { file }) }])
      return negated(matcherSet(inner, context, scope, depth + 1))
    }
    case 'expression':
      return celTest(
        args.join(' '),
        (call) => matcherTest({ ...call, line }, context, scope, depth + 1),
        context,
        scope,
      )
    case 'protocol':
      return lost('a policy does not know TLS')
    default:
      return lost('no equivalent')
  }
}

const privateRanges: readonly string[] = [
  '192.168.0.0/16',
  '172.16.0.0/12',
  '10.0.0.0/8',
  '127.0.0.0/8',
  'fd00::/8',
  '::1',
]

/** A host of a matcher or of an address of a site; `*` is one label. */
export function hostTest(text: string, { tests }: CaddyContext): Expression {
  const plain = text.toLowerCase()
  const [, below] = /^\*(\.[^*]+)$/.exec(plain) ?? []
  if (below === undefined) {
    if (plain.includes('*') || plain.includes('{')) return unknown(`the host ${text} has no equivalent`)
    return tests.text({ kind: 'host' }, 'whole', plain, true)
  }
  const found = tests.text({ kind: 'host' }, 'end', below, true)
  return found.kind === 'known'
    ? near(found.condition, `${text}: also names with several labels before ${below}`)
    : found
}

/** A path with `*` at its ends or in the middle, without regard to case. */
export function pathTest(text: string, { tests }: CaddyContext, { prefix, changed }: CaddyScope): Expression {
  const change = changed.get('path')
  if (change !== undefined) return unknown(`path ${text}: ${change} changed it before`)
  const path = { kind: 'path' } as const
  const stars = text.split('*').length - 1
  if (text === '*' || (text === '/*' && prefix === '')) return isTrue
  if (/[?[\]{}\\]/.test(text)) return unknown(`path ${text} has no equivalent`)
  if (stars === 0) return tests.text(path, 'whole', prefix + text, true)
  if (stars === 2 && text.startsWith('*') && text.endsWith('*'))
    return tests.text(path, 'middle', text.slice(1, -1), true)
  if (stars === 1 && text.endsWith('*')) return tests.text(path, 'start', prefix + text.slice(0, -1), true)
  if (stars === 1 && text.startsWith('*')) return tests.text(path, 'end', text.slice(1), true)
  return tests.regex(path, `^${(prefix + text).split('*').map(escaped).join('[^/]*')}$`, true)
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
}

function regexTest(subject: TextSubject, pattern: string, { tests }: CaddyContext, { prefix }: CaddyScope): Expression {
  if (subject.kind !== 'path' || prefix === '') return tests.regex(subject, pattern, false)
  const [, flags = '', rest] = /^(\(\?[a-z]+\))?\^(\/.*)$/s.exec(pattern) ?? []
  if (rest !== undefined && !rest.includes('|'))
    return tests.regex(subject, `${flags}^${escaped(prefix)}${rest}`, false)
  if (pattern.includes('^')) return unknown(`path_regexp ${pattern} has no equivalent below ${prefix}`)
  const found = tests.regex(subject, pattern, false)
  return both(found, near({ kind: 'always' }, `path_regexp ${pattern} is compared with the whole path, with ${prefix}`))
}

/** Parameters of different names must all match; values of one name are alternatives. */
function queryTest(args: readonly string[], { tests }: CaddyContext): Expression {
  const names = new Map<string, Expression[]>()
  for (const arg of args) {
    const [, name = '', value = ''] = /^([^=]*)(?:=(.*))?$/s.exec(arg) ?? []
    if (name === '') return unknown('query "" has no equivalent')
    const subject = { kind: 'query', name } as const
    const test = value === '*' ? known(presentTest(subject)) : tests.text(subject, 'whole', value, false)
    names.set(name, [...(names.get(name) ?? []), test])
  }
  if (names.size === 0) return unknown('query without a parameter has no equivalent')
  const all = Array.from(names.values(), (some) => tests.any(some))
  return all.length === 1
    ? all[0]!
    : both(
        ...all,
        near({ kind: 'always' }, `query ${args.join(' ')}: all parameters must match; in Caddy 2.6 one is enough`),
      )
}

/** A header field: `Field`, `!Field`, or `Field value` with `*` at the ends of the value. */
function headerTest(args: readonly string[], { tests }: CaddyContext, { changed }: CaddyScope): Expression {
  const [written = '', ...values] = args
  const field = written.replace(/^!/, '')
  if (!/^[\w-]+$/.test(field)) return unknown(`header ${args.join(' ')} has no equivalent`)
  const change = changed.get(`header ${field.toLowerCase()}`)
  if (change !== undefined) return unknown(`header ${field}: ${change} changed it before`)
  const subject = headerSubject(field)
  const present: Condition = presentTest(subject)
  if (written.startsWith('!')) return known(notOf(present))
  if (values.length === 0) return known(present)
  return tests.any(
    values.map((value) => {
      if (value === '*') return known(present)
      if (value.includes('{')) return unknown(`header ${field} ${value}: placeholders have no equivalent`)
      const begins = !value.startsWith('*')
      const ends = !value.endsWith('*')
      const text = value.replace(/^\*/, '').replace(/\*$/, '')
      return tests.text(subject, begins ? (ends ? 'whole' : 'start') : ends ? 'end' : 'middle', text, false)
    }),
  )
}
