import { type ErrorPages, errorPagesOf } from './error-page.ts'
import { someLocationHasRules } from './inner-redirects.ts'
import type { Directive } from './parse-nginx.ts'
import type { ConditionReading } from './request-condition.ts'
import { type RewritePhase, rewritePhase } from './rewrite-phase.ts'
import type { Variables } from './variable.ts'

/** Evaluates the rewriting directives of every server and location, and of the outermost block (`root`), which may be a part of a server. */
export function readPhases(
  root: Directive,
  variables: Variables,
  reading: ConditionReading,
): ReadonlyMap<Directive, RewritePhase> {
  const phases = new Map<Directive, RewritePhase>()
  const outermost = root.block ?? []
  const matters = someLocationHasRules(outermost)
  const phase = rewritePhase(outermost, variables, errorPagesOf(outermost, new Map()), reading, matters)
  phases.set(root, phase)
  within(outermost, phase.variables, new Map(), matters)
  return phases

  function within(block: readonly Directive[], inherited: Variables, outer: ErrorPages, rewritesMatter: boolean): void {
    const pages = errorPagesOf(block, outer)
    for (const directive of block) {
      const { name, block: inner = [] } = directive
      if (name === 'http') within(inner, inherited, pages, rewritesMatter)
      if (name !== 'server' && name !== 'location') continue
      const matters = name === 'server' ? someLocationHasRules(inner) : rewritesMatter
      const phase = rewritePhase(inner, inherited, errorPagesOf(inner, pages), reading, matters)
      phases.set(directive, phase)
      within(inner, phase.variables, pages, matters)
    }
  }
}
