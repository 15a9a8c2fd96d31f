import { allOf, always, anyOf, type Condition, isIn, never, notOf, test, testOf } from '../draft/condition.ts'
import { type PolicyDraft, quoted } from '../draft/policy-draft.ts'
import { apacheAddress } from './apache-address.ts'
import type { Environment } from './environment.ts'
import type { ApacheDirective } from './parse-apache.ts'
import { readExpression } from './read-expression.ts'

/** The context in which requirements are read. */
export interface RequireContext {
  readonly draft: PolicyDraft
  readonly environment: Environment
}

/** Returns the requirement of the `Require` lines and containers of one section (Apache 2.4); undefined if there are none. */
export function readRequires(directives: readonly ApacheDirective[], context: RequireContext): Condition | undefined {
  const parts = partsOf(directives, context)
  return parts.length === 0 ? undefined : anyOf(parts)
}

/** Whether a section has directives of this kind other than a bare `Require all denied`. */
export function opensByRequire(directives: readonly ApacheDirective[]): boolean {
  const own = directives.filter(({ name }) => /^require(all|any|none)?$/.test(name))
  return own.some(({ name, args }) => name !== 'require' || args.join(' ').toLowerCase() !== 'all denied')
}

function partsOf(directives: readonly ApacheDirective[], context: RequireContext): readonly Condition[] {
  return directives.flatMap((directive) => {
    const { name, block = [] } = directive
    switch (name) {
      case 'require':
        return [readRequire(directive, context)]
      case 'requireall':
        return [allOf(partsOf(block, context))]
      case 'requireany':
        return [anyOf(partsOf(block, context))]
      case 'requirenone':
        return [notOf(anyOf(partsOf(block, context)))]
      default:
        return []
    }
  })
}

function readRequire({ args, line }: ApacheDirective, context: RequireContext): Condition {
  const isNegated = args[0]?.toLowerCase() === 'not'
  const [kind = '', ...values] = isNegated ? args.slice(1) : args
  const read = readKind(kind.toLowerCase(), values, line, context)
  if (read === undefined) {
    context.draft.note(line, `Require ${args.join(' ')} is not imported, and is read as never satisfied`)
    return isNegated ? always : never
  }
  return isNegated ? notOf(read) : read
}

function readKind(
  kind: string,
  values: readonly string[],
  line: number,
  { draft, environment }: RequireContext,
): Condition | undefined {
  switch (kind) {
    case 'all':
      return values[0]?.toLowerCase() === 'granted' ? always : never
    case 'ip':
      return addresses(values, line, draft)
    case 'local':
      return isIn('ip', 'loopback')
    case 'valid-user':
      return test('user is present', 'user is absent')
    case 'user':
      return anyOf(values.map((value) => testOf('user', `== ${quoted(value)}`)))
    case 'expr':
      return readExpression(values, draft)
    case 'env':
      return anyOf(
        values.map((value) => {
          const condition = environment.get(value)
          if (condition === undefined) draft.note(line, `unknown variable ${value}`)
          return condition ?? never
        }),
      )
    case 'method':
      return values.every((value) => /^[A-Z]+$/.test(value)) && values.length > 0
        ? isIn('method', withHead(values).join(', '))
        : undefined
    default:
      return undefined
  }
}

/** Returns a test of some addresses; invalid ones are noted and skipped. */
export function addresses(values: readonly string[], line: number, draft: PolicyDraft): Condition {
  const entries = values.flatMap((value) => {
    const entry = apacheAddress(value)
    if (entry === undefined) draft.note(line, `skipped ${value}: not an address`)
    return entry === undefined ? [] : [entry]
  })
  if (entries.length === 0) return never
  const text = entries.length <= 3 ? entries.join(', ') : draft.list('addresses', entries)
  return isIn('ip', text)
}

/** Returns the methods that Apache matches: GET includes HEAD. */
export function withHead(methods: readonly string[]): readonly string[] {
  return [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))]
}
