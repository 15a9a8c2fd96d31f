import { allOf, always, anyOf, type Condition, never, notOf } from '../draft/condition.ts'
import type { ApacheDirective } from './parse-apache.ts'
import { addresses, type RequireContext } from './read-require.ts'

/** Returns the requirement of `Order`, `Allow from` and `Deny from` in one section (Apache 2.2); undefined if there are none. */
export function readOrder(directives: readonly ApacheDirective[], context: RequireContext): Condition | undefined {
  const own = directives.filter(({ name }) => name === 'order' || name === 'allow' || name === 'deny')
  if (own.length === 0) return undefined
  const order =
    own
      .findLast(({ name }) => name === 'order')
      ?.args.join('')
      .toLowerCase() ?? 'deny,allow'
  const allowed = from(own, 'allow', context)
  const denied = from(own, 'deny', context)
  // With `deny,allow`, denied requests are refused unless they are allowed. With `allow,deny`, only allowed requests are
  // admitted, unless they are denied.
  return order.startsWith('allow') || order.startsWith('mutual')
    ? allOf([allowed, notOf(denied)])
    : anyOf([allowed, notOf(denied)])
}

function from(directives: readonly ApacheDirective[], wanted: string, context: RequireContext): Condition {
  const parts = directives.filter(({ name }) => name === wanted).map((directive) => readFrom(directive, context))
  return anyOf(parts)
}

function readFrom({ name, args, line }: ApacheDirective, { draft, environment }: RequireContext): Condition {
  const values = args[0]?.toLowerCase() === 'from' ? args.slice(1) : args
  return anyOf(
    values.map((value): Condition => {
      if (value.toLowerCase() === 'all') return always
      const variable = /^env=!?(.+)$/i.exec(value)?.[1]
      if (variable === undefined) return addresses([value], line, draft)
      const condition = environment.get(variable)
      if (condition === undefined) {
        draft.note(line, `${name} from ${value} is not imported: unknown variable`)
        return never
      }
      return value.includes('!') ? notOf(condition) : condition
    }),
  )
}

/** Whether a section has directives of this kind other than a bare `deny from all`. */
export function opensByOrder(directives: readonly ApacheDirective[]): boolean {
  const own = directives.filter(({ name }) => name === 'order' || name === 'allow' || name === 'deny')
  const deniesAll = own.some(({ name, args }) => name === 'deny' && args.at(-1)?.toLowerCase() === 'all')
  return own.length > 0 && !(deniesAll && own.every(({ name }) => name !== 'allow'))
}
