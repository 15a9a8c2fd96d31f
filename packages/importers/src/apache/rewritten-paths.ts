import { pathMatches } from '@tidegate/values'
import type { ApacheDirective } from './parse-apache.ts'
import { type ApacheReading, shown } from './reading.ts'
import { everything } from './rewrite-condition.ts'
import { isRefusingRedirect } from './read-redirects.ts'
import { refusalOf } from './read-rewrites.ts'
import { controlsAccess } from './sections.ts'
import type { Section } from './section.ts'

/** Whether a rewrite rule or condition depends on the path. */
function looksAtPaths({ name, args }: ApacheDirective): boolean {
  if (name === 'rewritecond') return /REQUEST_URI/i.test(args[0] ?? '')
  return name === 'rewriterule' && refusalOf(args[2] ?? '') !== undefined && !everything.has(args[0] ?? '')
}

/**
 * Writes a note at each rewrite rule that leads to other paths, where rules about paths exist: httpd applies those to the new path, and
 * the gate to the requested one. A rule that leads to one path that no section is about needs none.
 */
export function noteRewritten(sections: readonly Section[], reading: ApacheReading): void {
  const about = sections.filter(({ paths, directives }) => paths.length > 0 && controlsAccess(directives))
  const hasPathRules = sections.some(({ directives }) => directives.some(looksAtPaths))
  const hasRedirects = sections.some(({ directives }) => directives.some(isRefusingRedirect))
  if (about.length === 0 && !hasPathRules && !hasRedirects) return
  for (const section of sections)
    for (const directive of section.directives) {
      const { name, args } = directive
      const [, target = '-', flags = ''] = args
      if (name !== 'rewriterule' || target === '-' || refusalOf(flags) !== undefined) continue
      const [path = ''] = target.split('?')
      const isFixed = !/[$%]/.test(path) && !/^[a-z]+:\/\//i.test(target)
      const full = path.startsWith('/') ? path : `/${path}`
      const leads = about.some(
        (each) =>
          each !== section &&
          each.paths.every(({ texts }) => texts.some((text) => pathMatches(text.toLowerCase(), full.toLowerCase()))),
      )
      if (isFixed && !leads && !hasRedirects) continue
      reading.note(
        directive,
        `${shown(directive)}: httpd applies rules about paths to the new path; here they apply to the requested one only`,
      )
    }
}
