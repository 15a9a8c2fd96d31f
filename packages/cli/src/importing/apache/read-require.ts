import type { PolicyDraft } from '../policy-draft.ts'
import { apacheAddress } from './address-words.ts'
import type { Environment } from './environment.ts'
import type { ApacheDirective } from './parse-apache.ts'
import { allOf, always, anyOfThem, never, notOf, type Requirement } from './requirement.ts'

/** What reading requirements needs. */
export interface RequireContext {
  readonly draft: PolicyDraft
  readonly environment: Environment
}

/** What the `Require` lines and containers of one section come to (Apache 2.4); undefined where there is none. */
export function readRequires(directives: readonly ApacheDirective[], context: RequireContext): Requirement | undefined {
  const parts = partsOf(directives, context)
  return parts.length === 0 ? undefined : anyOfThem(parts)
}

function partsOf(directives: readonly ApacheDirective[], context: RequireContext): readonly Requirement[] {
  return directives.flatMap((directive) => {
    const { name, block = [] } = directive
    switch (name) {
      case 'require':
        return [readRequire(directive, context)]
      case 'requireall':
        return [allOf(partsOf(block, context))]
      case 'requireany':
        return [anyOfThem(partsOf(block, context))]
      case 'requirenone':
        return [notOf(anyOfThem(partsOf(block, context)))]
      default:
        return []
    }
  })
}

function readRequire({ args, line }: ApacheDirective, context: RequireContext): Requirement {
  const isNegated = args[0]?.toLowerCase() === 'not'
  const [kind = '', ...values] = isNegated ? args.slice(1) : args
  const read = readKind(kind.toLowerCase(), values, line, context)
  if (read === undefined) {
    context.draft.note(line, `Require ${args.join(' ')} is not carried over: as if it were never met`)
    return isNegated ? always : never
  }
  return isNegated ? notOf(read) : read
}

function readKind(
  kind: string,
  values: readonly string[],
  line: number,
  { draft, environment }: RequireContext,
): Requirement | undefined {
  switch (kind) {
    case 'all':
      return values[0]?.toLowerCase() === 'granted' ? always : never
    case 'ip':
      return addresses(values, line, draft)
    case 'local':
      return { kind: 'test', text: 'ip in loopback' }
    case 'valid-user':
      return { kind: 'test', text: 'user is present' }
    case 'env':
      return anyOfThem(
        values.map((value) => {
          const condition = environment.get(value)
          if (condition === undefined) draft.note(line, `the variable ${value} is not known`)
          return condition === undefined ? never : { kind: 'test', text: condition }
        }),
      )
    case 'method':
      return values.every((value) => /^[A-Z]+$/.test(value)) && values.length > 0
        ? { kind: 'test', text: `method in ${values.join(', ')}` }
        : undefined
    default:
      return undefined
  }
}

/** A test of some addresses; what is none is noted and left out. */
export function addresses(values: readonly string[], line: number, draft: PolicyDraft): Requirement {
  const entries = values.flatMap((value) => {
    const entry = apacheAddress(value)
    if (entry === undefined) draft.note(line, `${value} is no address and is left out`)
    return entry === undefined ? [] : [entry]
  })
  if (entries.length === 0) return never
  const text = entries.length <= 3 ? entries.join(', ') : draft.list('addresses', entries)
  return { kind: 'test', text: `ip in ${text}` }
}
