import {
  allOf,
  always,
  anyOf,
  type Condition,
  conditionText,
  isIn,
  never,
  notOf,
  test,
  testOf,
} from '../draft/condition.ts'
import { quoted } from '../draft/policy-draft.ts'
import { apacheAddress } from './apache-address.ts'
import { addressIn } from './apache-test.ts'
import type { Environment } from './environment.ts'
import { type Limited, withHead, withLimited } from './method-limits.ts'
import type { ApacheDirective } from './parse-apache.ts'
import { readExpression } from './read-expression.ts'
import { type ApacheReading, shown } from './reading.ts'

/** The context in which requirements are read. */
export interface RequireContext extends ApacheReading {
  readonly environment: Environment
}

/** A requirement of one line or container. */
interface Part {
  readonly requirement: Condition
  /** The methods to which it applies. */
  readonly methods: Condition
  /** Whether it can only refuse: such a part never grants access by itself. */
  readonly isNegative: boolean
  /** The addresses, if it asks for nothing else. */
  readonly addresses?: readonly string[]
}

/** Returns the requirement of the `Require` lines and containers of one section (Apache 2.4); undefined if there are none. */
export function readRequires(directives: readonly ApacheDirective[], context: RequireContext): Condition | undefined {
  const parts = withJointAddresses(partsOf(withLimited(directives), context), context)
  if (parts.length === 0) return undefined
  const negative = parts.filter(({ isNegative }) => isNegative)
  const [first] = withLimited(directives).filter(({ directive }) => isRequire(directive))
  if (negative.length > 0) {
    context.note(
      first!.directive,
      'httpd accepts negative requirements only in <RequireAll>, next to one that can be met: they are read as if they were there',
    )
    return allOf([anyOfParts(parts.filter((part) => !negative.includes(part))), allOfParts(negative)])
  }
  return anyOfParts(parts)
}

/** Whether a section has directives of this kind other than a bare `Require all denied`. */
export function opensByRequire(directives: readonly ApacheDirective[]): boolean {
  const own = withLimited(directives).filter(({ directive }) => isRequire(directive))
  return own.some(
    ({ directive: { name, args }, methods }) =>
      name !== 'require' || args.join(' ').toLowerCase() !== 'all denied' || methods.kind !== 'always',
  )
}

function isRequire({ name }: ApacheDirective): boolean {
  return /^require(all|any|none)?$/.test(name)
}

/** Returns a requirement of which one part must be met, for methods to which a part applies. */
function anyOfParts(parts: readonly Part[]): Condition {
  if (parts.length === 0) return always
  const others = notOf(anyOf(parts.map(({ methods }) => methods)))
  return anyOf([others, ...parts.map(({ methods, requirement }) => allOf([methods, requirement]))])
}

function allOfParts(parts: readonly Part[]): Condition {
  return allOf(parts.map(({ methods, requirement }) => anyOf([notOf(methods), requirement])))
}

function partsOf(limited: readonly Limited[], context: RequireContext): readonly Part[] {
  return limited.flatMap(({ directive, methods }): readonly Part[] => {
    const { name, args, block = [] } = directive
    switch (name) {
      case 'require':
        return [{ ...readRequire(directive, context), methods, isNegative: args[0]?.toLowerCase() === 'not' }]
      case 'requireall': {
        const inner = partsOf(withLimited(block), context)
        const positive = inner.filter((part) => !part.isNegative)
        const negative = withJointAddresses(
          inner.filter((part) => part.isNegative),
          context,
        )
        return [{ requirement: allOfParts([...positive, ...negative]), methods, isNegative: false }]
      }
      case 'requireany': {
        const inner = withJointAddresses(partsOf(withLimited(block), context), context)
        for (const part of inner)
          if (part.isNegative)
            context.note(directive, 'httpd accepts no negative requirement in <RequireAny>: it is left out here')
        return [{ requirement: anyOfParts(inner.filter(({ isNegative }) => !isNegative)), methods, isNegative: false }]
      }
      case 'requirenone': {
        const inner = withJointAddresses(partsOf(withLimited(block), context), context)
        return [{ requirement: notOf(anyOf(inner.map(({ requirement }) => requirement))), methods, isNegative: true }]
      }
      default:
        return []
    }
  })
}

/** Joins the addresses of parts that are alternatives, so that many lines become one list. */
function withJointAddresses(parts: readonly Part[], context: RequireContext): readonly Part[] {
  const joint = new Map<string, Part & { readonly addresses: string[] }>()
  const all: Part[] = []
  for (const part of parts) {
    const key = `${part.isNegative} ${conditionText(part.methods)}`
    const known = part.addresses === undefined ? undefined : joint.get(key)
    if (part.addresses === undefined) all.push(part)
    else if (known === undefined) joint.set(key, { ...part, addresses: [...part.addresses] })
    else known.addresses.push(...part.addresses)
  }
  const joined = Array.from(joint.values(), (part): Part => {
    const own = addressIn([...new Set(part.addresses)], context)
    return { methods: part.methods, isNegative: part.isNegative, requirement: part.isNegative ? notOf(own) : own }
  })
  return [...joined, ...all]
}

function readRequire(directive: ApacheDirective, context: RequireContext): Pick<Part, 'requirement' | 'addresses'> {
  const { args } = directive
  const isNegated = args[0]?.toLowerCase() === 'not'
  const [kind = '', ...values] = isNegated ? args.slice(1) : args
  if (kind.toLowerCase() === 'ip') {
    const entries = addressesOf(values, directive, context)
    // A list of a few lines is declared only if it is not joined with others.
    const own = isIn('ip', entries.join(', '))
    const requirement = entries.length === 0 ? never : entries.length > 3 ? addressIn(entries, context) : own
    return { requirement: isNegated ? notOf(requirement) : requirement, addresses: entries }
  }
  const read = readKind(kind.toLowerCase(), values, directive, context)
  if (typeof read === 'string') {
    const effect = isNegated ? 'it excludes no client here' : 'here no client meets it'
    context.note(directive, `${shown(directive)} is not imported, and ${effect}: ${read}`)
    return { requirement: isNegated ? always : never }
  }
  return { requirement: isNegated ? notOf(read) : read }
}

const notSupported: Readonly<Record<string, string>> = {
  host: 'names of clients need the DNS: write their addresses, or use a plugin',
  'forward-dns': 'names of clients need the DNS: write their addresses, or use a plugin',
  group: 'groups of users are unknown here: declare a fact for them',
  'file-owner': 'owners of files are unknown here',
  'file-group': 'owners of files are unknown here',
}

/** Returns the condition of a requirement, or why it has no equivalent. */
function readKind(
  kind: string,
  values: readonly string[],
  directive: ApacheDirective,
  context: RequireContext,
): Condition | string {
  switch (kind) {
    case 'all':
      return values[0]?.toLowerCase() === 'granted' ? always : never
    case 'local':
      context.once(
        directive,
        'Require local also admits clients with the address of the server itself: here only loopback addresses',
      )
      return isIn('ip', 'loopback')
    case 'valid-user':
    case 'user': {
      context.once(
        directive,
        'httpd asks for a password (401); here the application must supply the user, and a request without one gets 403',
      )
      if (kind === 'valid-user') return test('user is present', 'user is absent')
      return anyOf(values.map((value) => testOf('user', `== ${quoted(value)}`)))
    }
    case 'expr': {
      const condition = readExpression(values.join(' '), directive, context)
      return condition ?? 'its expression has a part without an equivalent'
    }
    case 'env':
      return anyOf(values.map((value) => variableIsSet(value, directive, context)))
    case 'method':
      return values.every((value) => /^[A-Z]+$/.test(value)) && values.length > 0
        ? isIn('method', withHead(values).join(', '))
        : 'unknown method'
    default:
      return Object.hasOwn(notSupported, kind) ? notSupported[kind]! : 'it has no equivalent'
  }
}

/** Returns the condition under which a variable is set; `never`, with a note, for one that nothing in the configuration sets. */
export function variableIsSet(
  name: string,
  directive: ApacheDirective,
  { environment, note }: RequireContext,
): Condition {
  const condition = environment.get(name.toLowerCase())?.condition
  if (condition === undefined)
    note(
      directive,
      `${shown(directive)}: nothing that can be imported sets the variable ${name} before access is decided`,
    )
  return condition ?? never
}

/** Returns addresses in the notation of the language; invalid ones are noted and skipped. */
export function addressesOf(
  values: readonly string[],
  directive: ApacheDirective,
  context: RequireContext,
): readonly string[] {
  return values.flatMap((value) => {
    const entry = apacheAddress(value)
    const why = /[g-z]/i.test(value) ? 'names of clients need the DNS' : 'it is not an address'
    if (entry === undefined) context.note(directive, `${shown(directive)}: skipped ${value}: ${why}`)
    return entry ?? []
  })
}
