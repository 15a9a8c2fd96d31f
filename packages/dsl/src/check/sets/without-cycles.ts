import type { Span } from '../../source.ts'
import type { Checking } from '../checking.ts'
import type { Declared } from '../declared.ts'

/** What `resolve` gives for a declaration, and `fallback`, after a report at `span`, where the declaration needs itself. */
export function withoutCycles<T>(checking: Checking, declared: Declared, span: Span, resolve: () => T, fallback: T): T {
  const { pending } = checking.resolved
  const at = pending.indexOf(declared)
  if (at >= 0) {
    const way = [...pending.slice(at), declared].map(({ name }) => `\`${name}\``).join(' → ')
    checking.report.add('TG210', span, `\`${declared.name}\` needs itself: ${way}`, {
      related: [{ span: declared.span, message: `\`${declared.name}\` is declared here` }],
    })
    return fallback
  }
  pending.push(declared)
  const resolved = resolve()
  pending.pop()
  return resolved
}
