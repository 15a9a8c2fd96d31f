import type { ApacheDirective } from './parse-apache.ts'
import { addresses, type RequireContext } from './read-require.ts'
import { allOf, always, anyOfThem, never, notOf, type Requirement } from './requirement.ts'

/** What `Order`, `Allow from` and `Deny from` of one section come to (Apache 2.2); undefined where there is none of them. */
export function readOrder(directives: readonly ApacheDirective[], context: RequireContext): Requirement | undefined {
  const own = directives.filter(({ name }) => name === 'order' || name === 'allow' || name === 'deny')
  if (own.length === 0) return undefined
  const order =
    own
      .findLast(({ name }) => name === 'order')
      ?.args.join('')
      .toLowerCase() ?? 'deny,allow'
  const allowed = from(own, 'allow', context)
  const denied = from(own, 'deny', context)
  // deny,allow: what is denied is refused unless it is allowed; allow,deny: only what is allowed, and not what is denied.
  return order.startsWith('allow') || order.startsWith('mutual')
    ? allOf([allowed, notOf(denied)])
    : anyOfThem([allowed, notOf(denied)])
}

function from(directives: readonly ApacheDirective[], wanted: string, context: RequireContext): Requirement {
  const parts = directives.filter(({ name }) => name === wanted).map((directive) => readFrom(directive, context))
  return anyOfThem(parts)
}

function readFrom({ name, args, line }: ApacheDirective, { draft, environment }: RequireContext): Requirement {
  const values = args[0]?.toLowerCase() === 'from' ? args.slice(1) : args
  return anyOfThem(
    values.map((value): Requirement => {
      if (value.toLowerCase() === 'all') return always
      const variable = /^env=!?(.+)$/i.exec(value)?.[1]
      if (variable === undefined) return addresses([value], line, draft)
      const condition = environment.get(variable)
      if (condition === undefined) {
        draft.note(line, `${name} from ${value} is not carried over: the variable is not known`)
        return never
      }
      const test: Requirement = { kind: 'test', text: condition }
      return value.includes('!') ? notOf(test) : test
    }),
  )
}
