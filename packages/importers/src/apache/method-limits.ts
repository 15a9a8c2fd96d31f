import { allOf, always, type Condition, isIn, notOf } from '../draft/condition.ts'
import type { ApacheDirective } from './parse-apache.ts'

/** A directive, and the methods to which `<Limit>` and `<LimitExcept>` restrict it. */
export interface Limited {
  readonly directive: ApacheDirective
  readonly methods: Condition
}

/** Returns the directives of a section, and those in its `<Limit>` and `<LimitExcept>` sections. Linear. */
export function withLimited(directives: readonly ApacheDirective[], methods: Condition = always): readonly Limited[] {
  return directives.flatMap((directive) => {
    const { name, args, block } = directive
    if (block === undefined || (name !== 'limit' && name !== 'limitexcept')) return [{ directive, methods }]
    const listed = withHead(args.filter((method) => /^[A-Z]+$/.test(method)))
    const own = isIn('method', listed.join(', '))
    const within =
      listed.length === 0 ? (name === 'limit' ? notOf(always) : always) : name === 'limit' ? own : notOf(own)
    return withLimited(block, allOf([methods, within]))
  })
}

/** Returns the methods that Apache matches: GET includes HEAD. */
export function withHead(methods: readonly string[]): readonly string[] {
  return [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))]
}
