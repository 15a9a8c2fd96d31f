import type { Span } from '@tidegate/model'
import type { Checking } from '../checking.ts'
import type { Declared } from '../declared.ts'

/**
 * Returns the result of `resolve` for a declaration, or `fallback`, after a report at `span`, if the declaration is circular or sets
 * are nested too deeply.
 */
export function withoutCycles<T>(checking: Checking, declared: Declared, span: Span, resolve: () => T, fallback: T): T {
  const { pending, heights, heightOf } = checking.resolved
  const at = pending.indexOf(declared)
  if (at >= 0) {
    const cycle = [...pending.slice(at), declared].map(({ name }) => `\`${name}\``).join(' → ')
    checking.report.add('TG210', span, `\`${declared.name}\` refers to itself: ${cycle}`, {
      related: [{ span: declared.span, message: `\`${declared.name}\` is declared here` }],
    })
    return fallback
  }
  if (pending.length >= checking.limits.nesting) {
    reportDepth(checking, declared, span)
    return fallback
  }
  pending.push(declared)
  heights.push(0)
  const resolved = resolve()
  pending.pop()
  const below = heights.pop() ?? 0
  const known = heightOf.get(declared)
  const height = known ?? below + 1
  heightOf.set(declared, height)
  const last = heights.length - 1
  if (last >= 0) heights[last] = Math.max(heights[last] ?? 0, height)
  if (height <= checking.limits.nesting) return resolved
  if (known === undefined) reportDepth(checking, declared, span)
  return fallback
}

// INVARIANT: whether a policy is rejected does not depend on which of its sets is resolved first.
function reportDepth({ report, limits }: Checking, { name }: Declared, span: Span): void {
  report.add('TG115', span, `expected at most ${limits.nesting} levels of nested sets: \`${name}\` is deeper`)
}
