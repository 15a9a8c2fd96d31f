import { allOf, anyOf, type Condition, never } from '../draft/condition.ts'
import { isContext, type NginxContext, regionOf } from './nginx-context.ts'
import type { Directive } from './parse-nginx.ts'

/**
 * Returns the requests for which a nested context has its own directives of a kind, so that nginx ignores the directives of the
 * enclosing context. `unknown` lists nested contexts with such directives whose requests have no equivalent.
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
    if (block === undefined || !isContext(name)) continue
    const inner = hasOwn(block, name) ? undefined : replacedWithin(block, hasOwn, context)
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
