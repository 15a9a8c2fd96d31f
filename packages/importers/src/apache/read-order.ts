import { allOf, always, anyOf, type Condition, never, notOf } from '../draft/condition.ts'
import { addressIn } from './apache-test.ts'
import { type Limited, withLimited } from './method-limits.ts'
import type { ApacheDirective } from './parse-apache.ts'
import { addressesOf, type RequireContext, variableIsSet } from './read-require.ts'

const names = new Set(['order', 'allow', 'deny'])

/**
 * Returns the requirement of `Order`, `Allow from` and `Deny from` in one section (Apache 2.2, mod_access_compat); undefined if there
 * are none.
 */
export function readOrder(directives: readonly ApacheDirective[], context: RequireContext): Condition | undefined {
  const own = withLimited(directives).filter(({ directive }) => names.has(directive.name))
  if (own.length === 0) return undefined
  const allowed = from(own, 'allow', context)
  const denied = from(own, 'deny', context)
  // With `deny,allow`, denied requests are refused unless they are allowed. With `allow,deny`, only allowed requests are
  // admitted, unless they are denied. Each method has its own order; the last one counts.
  const strict = allOf([allowed, notOf(denied)])
  const open = anyOf([allowed, notOf(denied)])
  let requirement = open
  for (const { directive, methods } of own) {
    if (directive.name !== 'order') continue
    const of = /^(?:allow|mutual)/i.test(directive.args.join('')) ? strict : open
    requirement = methods.kind === 'always' ? of : anyOf([allOf([methods, of]), allOf([notOf(methods), requirement])])
  }
  return requirement
}

/** Whether a section has directives of this kind other than a bare `deny from all`. */
export function opensByOrder(directives: readonly ApacheDirective[]): boolean {
  const own = withLimited(directives).filter(({ directive }) => names.has(directive.name))
  const deniesAll = own.some(
    ({ directive: { name, args }, methods }) =>
      name === 'deny' && args.at(-1)?.toLowerCase() === 'all' && methods.kind === 'always',
  )
  return own.length > 0 && !(deniesAll && own.every(({ directive }) => directive.name !== 'allow'))
}

function from(directives: readonly Limited[], wanted: string, context: RequireContext): Condition {
  const own = directives.filter(({ directive }) => directive.name === wanted)
  const listed: string[] = []
  const parts = own.map(({ directive, methods }) => {
    const { entries, others } = readFrom(directive, context)
    if (methods.kind !== 'always') return allOf([methods, anyOf([others, addressIn(entries, context)])])
    listed.push(...entries)
    return others
  })
  return anyOf([...parts, addressIn([...new Set(listed)], context)])
}

function readFrom(
  directive: ApacheDirective,
  context: RequireContext,
): { readonly entries: readonly string[]; readonly others: Condition } {
  const { args } = directive
  const values = args[0]?.toLowerCase() === 'from' ? args.slice(1) : args
  const plain = values.filter((value) => !/^(?:all|env=.+)$/i.test(value))
  const others = values.map((value): Condition => {
    if (value.toLowerCase() === 'all') return always
    const [, isUnset, variable] = /^env=(!?)(.+)$/i.exec(value) ?? []
    if (variable === undefined) return never
    const condition = variableIsSet(variable, directive, context)
    return isUnset === '!' ? notOf(condition) : condition
  })
  return { entries: addressesOf(plain, directive, context), others: anyOf(others) }
}
