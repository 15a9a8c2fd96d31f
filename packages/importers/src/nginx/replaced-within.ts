import { allOf, anyOf, type Condition, never, notOf } from '../draft/condition.ts'
import { isContext, type NginxContext, regionOf } from './nginx-context.ts'
import type { Directive } from './parse-nginx.ts'

/**
 * Returns the requests for which the directives of a kind of a context do not apply: those of nested contexts with their own directives
 * of this kind (`hasOwn`), and those that nested locations answer before such directives are considered. `unknown` lists nested contexts
 * with such directives whose requests have no equivalent.
 */
export function replacedWithin(
  directives: readonly Directive[],
  hasOwn: (block: readonly Directive[], name: string) => boolean,
  context: NginxContext,
): { readonly where: Condition; readonly unknown: readonly Directive[] } {
  const where: Condition[] = []
  const unknown: Directive[] = []
  for (const directive of directives) {
    const { name, block } = directive
    // No request of a client leads to a named location.
    if (block === undefined || !isContext(name) || directive.args[0]?.startsWith('@') === true) continue
    const isOwn = hasOwn(block, name)
    const inner = isOwn ? undefined : replacedWithin(block, hasOwn, context)
    if (name === 'http') {
      where.push(inner?.where ?? never)
      unknown.push(...(inner?.unknown ?? []))
      continue
    }
    const region = regionOf(directive, context)
    if (isOwn && region === undefined) unknown.push(directive)
    if (region !== undefined) {
      const answered = answeredIn(directive, context)
      where.push(inner === undefined ? region : allOf([region, anyOf([answered, inner.where])]))
    }
    unknown.push(...(inner?.unknown ?? []))
  }
  return { where: anyOf(where), unknown }
}

/** The requests that a context answers without a refusal, so that neither lists nor limits apply to them. */
export function answeredIn(directive: Directive, context: NginxContext): Condition {
  const answered = context.phases.get(directive)?.answered ?? never
  if (directive.name !== 'location' || answered.kind === 'never') return answered
  return allOf([answered, notOf(locationsWithin(directive.block ?? [], context))])
}

/** The requests of the locations and `limit_except` blocks in a block, whose own rewriting directives apply instead of its. */
export function locationsWithin(directives: readonly Directive[], context: NginxContext): Condition {
  return anyOf(
    directives
      .filter(({ name }) => name === 'location' || name === 'limit_except')
      .map((inner) => regionOf(inner, context) ?? never),
  )
}
