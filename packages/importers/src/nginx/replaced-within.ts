import { allOf, anyOf, type Condition, never } from '../draft/condition.ts'
import { isContext, type NginxContext, regionOf } from './nginx-context.ts'
import type { Directive } from './parse-nginx.ts'

/**
 * The requests for which a context within says itself what this one says: there nginx does not look at this one. `unknown` are contexts
 * that do so of which the requests cannot be said.
 */
export function replacedWithin(
  directives: readonly Directive[],
  says: (block: readonly Directive[], name: string) => boolean,
  context: NginxContext,
): { readonly where: Condition; readonly unknown: readonly Directive[] } {
  const where: Condition[] = []
  const unknown: Directive[] = []
  for (const directive of directives) {
    const { name, block } = directive
    if (block === undefined || !isContext(name)) continue
    const inner = says(block, name) ? undefined : replacedWithin(block, says, context)
    if (name === 'http') {
      where.push(inner?.where ?? never)
      unknown.push(...(inner?.unknown ?? []))
      continue
    }
    const region = regionOf(directive, context)
    if (inner === undefined && region === undefined) unknown.push(directive)
    if (region !== undefined) where.push(inner === undefined ? region : allOf([region, inner.where]))
    unknown.push(...(inner?.unknown ?? []))
  }
  return { where: anyOf(where), unknown }
}
